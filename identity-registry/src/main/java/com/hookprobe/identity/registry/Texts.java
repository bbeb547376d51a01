package com.hookprobe.identity.registry;

/** Checks of what callers pass. */
final class Texts {
    private static final int BY_CHARS_MAX = 128;
    private static final int REASON_CHARS_MAX = 512;

    private Texts() {}

    static String by(String by) {
        return check("by", by, BY_CHARS_MAX);
    }

    static String reason(String reason) {
        return check("reason", reason, REASON_CHARS_MAX);
    }

    static String title(String name) {
        return check("name", name, BY_CHARS_MAX);
    }

    static void limit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new IllegalArgumentException("limit: expected 1 to " + most + ", found " + limit);
        }
    }

    private static String check(String what, String value, int charsMax) {
        if (value.isBlank() || value.length() > charsMax || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + ": expected 1 to " + charsMax + " characters without control characters");
        }
        return value;
    }
}
