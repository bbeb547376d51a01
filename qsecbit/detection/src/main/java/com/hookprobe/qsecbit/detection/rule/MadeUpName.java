package com.hookprobe.qsecbit.detection.rule;

/**
 * Tells labels that a program has drawn at random from words that people chose, by the pairs of letters. Words of most
 * European languages are made of few pairs; in random letters all 676 are as likely. Digits between letters count as
 * rare pairs, as a name drawn from hexadecimal digits has them all over.
 */
final class MadeUpName {
    static final int CHARS_MIN = 7;
    private static final int LETTERS = 26;
    /** Words have 60 to 90 of 100 pairs among the common ones, random letters 34 on average. */
    private static final int COMMON_PERCENT_MAX = 50;

    /** The common pairs of letters, by the first one. */
    private static final String[] FOLLOWERS = {
        "bcdgiklmnprstuvy",
        "aeiloru",
        "aehikortu",
        "aeioru",
        "acdeilmnprstvx",
        "aefiloru",
        "aehilnoru",
        "aeiort",
        "acdeglmnorstvz",
        "aou",
        "aeino",
        "aeilosuty",
        "abeimopu",
        "acdegiknostuy",
        "bcdfklmnoprstuvw",
        "aehiloprstu",
        "u",
        "acdegikmnorstuy",
        "aceihkopstu",
        "aehiorstuwy",
        "abcdegilmnprst",
        "aeio",
        "aehinor",
        "aipt",
        "aeos",
        "aeioz"
    };

    private static final boolean[] COMMON = table();

    private MadeUpName() {}

    /** True when a part of a name, one label, looks drawn at random; names below seven characters never do. */
    static boolean looksRandom(String name, int from, int to) {
        if (to - from < CHARS_MIN || name.startsWith("xn--", from)) {
            return false;
        }
        int pairs = 0;
        int common = 0;
        for (int i = from; i + 1 < to; i++) {
            char a = name.charAt(i);
            char b = name.charAt(i + 1);
            boolean digits = isDigit(a) && isDigit(b);
            if (a == '-' || b == '-' || digits) {
                continue;
            }
            pairs++;
            common += isLetter(a) && isLetter(b) && COMMON[LETTERS * (a - 'a') + b - 'a'] ? 1 : 0;
        }
        return pairs >= CHARS_MIN - 2 && 100 * common <= COMMON_PERCENT_MAX * pairs;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean[] table() {
        boolean[] common = new boolean[LETTERS * LETTERS];
        for (int first = 0; first < LETTERS; first++) {
            for (char second : FOLLOWERS[first].toCharArray()) {
                common[LETTERS * first + second - 'a'] = true;
            }
        }
        return common;
    }
}
