package com.hookprobe.dsm.ledger.kv;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of the files of a segment store. RocksDB, which numbers files with other endings, takes none of them for its own. */
final class Names {
    static final String LOCK = "LOCK";
    static final String MANIFEST = "MANIFEST";
    static final String LOG = ".wal";
    private static final int DIGITS = 12;
    private static final String SEGMENT = ".seg";
    private static final String TEMPORARY = ".tmp";
    private static final Pattern NUMBERED = Pattern.compile("[0-9]{12}(\\.wal|\\.seg|\\.seg\\.tmp)");

    private Names() {}

    static String log(long number) {
        return numbered(number) + LOG;
    }

    static String segment(long number) {
        return numbered(number) + SEGMENT;
    }

    static String temporary(String name) {
        return name + TEMPORARY;
    }

    /** True of files that the store makes, whether the manifest still names them or not. */
    static boolean own(String name) {
        return name.equals(LOCK)
                || name.equals(MANIFEST)
                || name.equals(temporary(MANIFEST))
                || NUMBERED.matcher(name).matches();
    }

    static boolean isLog(String name) {
        return name.endsWith(LOG) && NUMBERED.matcher(name).matches();
    }

    static boolean isSegment(String name) {
        return name.endsWith(SEGMENT) && NUMBERED.matcher(name).matches();
    }

    /** The number in the name of a log or a segment. */
    static long number(String name) {
        return Long.parseLong(name.substring(0, DIGITS));
    }

    private static String numbered(long number) {
        return String.format(Locale.ROOT, "%012d", number);
    }
}
