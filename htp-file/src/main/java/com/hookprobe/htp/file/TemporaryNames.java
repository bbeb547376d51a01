package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.PathGrammar;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The names that a write into a store makes beside its target, and those that a download makes. No peer can name them: the
 * grammar reserves their prefix. They differ, so that a store and who downloads into its folders leave each other's alone.
 */
final class TemporaryNames {
    static final String JOURNAL_SUFFIX = ".j";
    private static final int BYTES = 16;
    private static final String PART_PREFIX = PathGrammar.RESERVED_PREFIX + "d";
    private static final String HEX = "[0-9a-f]{32}";
    private static final Pattern TEMPORARY = Pattern.compile(Pattern.quote(PathGrammar.RESERVED_PREFIX) + HEX);
    private static final Pattern PART = Pattern.compile(Pattern.quote(PART_PREFIX) + HEX);

    private TemporaryNames() {}

    /** Of a write. */
    static String random(RandomGenerator random) {
        return PathGrammar.RESERVED_PREFIX + hex(random);
    }

    /** Of a download that keeps no journal. */
    static String randomPart(RandomGenerator random) {
        return PART_PREFIX + hex(random);
    }

    /** Of a download; it follows from a hash. */
    static String part(byte[] hash) {
        return PART_PREFIX + HexFormat.of().formatHex(hash, 0, BYTES);
    }

    private static String hex(RandomGenerator random) {
        byte[] unique = new byte[BYTES];
        random.nextBytes(unique);
        return HexFormat.of().formatHex(unique);
    }

    static String journalOf(String temporary) {
        return temporary + JOURNAL_SUFFIX;
    }

    static String temporaryOf(String journal) {
        return journal.substring(0, journal.length() - JOURNAL_SUFFIX.length());
    }

    /** Of a write. */
    static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }

    /** Of a download, also its journal. */
    static boolean isOfPart(String name) {
        return PART.matcher(name.endsWith(JOURNAL_SUFFIX) ? temporaryOf(name) : name)
                .matches();
    }

    /** Of a write. */
    static boolean isJournal(String name) {
        return name.endsWith(JOURNAL_SUFFIX) && isTemporary(temporaryOf(name));
    }
}
