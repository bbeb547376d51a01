package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.PathGrammar;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The names that a write makes beside its target. No peer can name them: the grammar reserves their prefix. */
final class TemporaryNames {
    static final String JOURNAL_SUFFIX = ".j";
    private static final int BYTES = 16;
    private static final Pattern TEMPORARY =
            Pattern.compile(Pattern.quote(PathGrammar.RESERVED_PREFIX) + "[0-9a-f]{32}");

    private TemporaryNames() {}

    static String random(RandomGenerator random) {
        byte[] unique = new byte[BYTES];
        random.nextBytes(unique);
        return PathGrammar.RESERVED_PREFIX + HexFormat.of().formatHex(unique);
    }

    /** A name that follows from a hash. */
    static String of(byte[] hash) {
        return PathGrammar.RESERVED_PREFIX + HexFormat.of().formatHex(hash, 0, BYTES);
    }

    static String journalOf(String temporary) {
        return temporary + JOURNAL_SUFFIX;
    }

    static String temporaryOf(String journal) {
        return journal.substring(0, journal.length() - JOURNAL_SUFFIX.length());
    }

    static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }

    static boolean isJournal(String name) {
        return name.endsWith(JOURNAL_SUFFIX) && isTemporary(temporaryOf(name));
    }
}
