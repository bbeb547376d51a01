package com.hookprobe.identity;

/**
 * The rule for human names. ASCII only: a name stands in logs and on screens beside the id, and look-alike letters, line
 * ends or writing-direction marks in it would let one node pose as another.
 */
public final class NodeName {
    /** The longest name. */
    public static final int CHARS_MAX = 63;

    private NodeName() {}

    /** Tells whether a name keeps the rule. (identity.md, 1.4.) */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > CHARS_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean mark = c == '.' || c == '_' || c == '-' || c == ' ';
            boolean edge = i == 0 || i == name.length() - 1;
            if (!letterOrDigit && (edge || !mark)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the name when it keeps the rule.
     *
     * @throws IllegalArgumentException else
     */
    public static String check(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("node name: expected 1 to " + CHARS_MAX
                    + " ASCII letters, digits, '.', '_', '-' or blanks, a letter or digit at both ends");
        }
        return name;
    }
}
