package com.hookprobe.qsecbit.federation.core.fingerprint;

/**
 * What the name in a DNS question looks like, without the name.
 *
 * @param labels how many labels, 0 to 127; 0 is no question
 * @param longest characters of the longest label, 0 to 63
 * @param digits how many of all characters but dots are digits, 0 to 253
 * @param length characters of the whole, 0 to 253
 */
public record DnsShape(int labels, int longest, int digits, int length) {
    /** No question. */
    public static final DnsShape NONE = new DnsShape(0, 0, 0, 0);

    private static final int LABELS_MAX = 127;
    private static final int LABEL_MAX = 63;
    private static final int NAME_MAX = 253;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public DnsShape {
        if (labels < 0
                || labels > LABELS_MAX
                || longest < 0
                || longest > LABEL_MAX
                || digits < 0
                || digits > NAME_MAX
                || length < 0
                || length > NAME_MAX) {
            throw new IllegalArgumentException(
                    "a name's shape is out of range: " + labels + ", " + longest + ", " + digits + ", " + length);
        }
    }

    /** The shape of a name, of which at most the first 253 characters, 127 labels and 63 characters a label count. */
    public static DnsShape of(String name) {
        String cut = name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name;
        if (cut.isEmpty()) {
            return NONE;
        }
        int labels = 1;
        int longest = 0;
        int label = 0;
        int digits = 0;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            labels += c == '.' ? 1 : 0;
            label = c == '.' ? 0 : label + 1;
            longest = Math.max(longest, label);
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        return new DnsShape(Math.min(labels, LABELS_MAX), Math.min(longest, LABEL_MAX), digits, cut.length());
    }
}
