package com.hookprobe.qsecbit.federation;

import java.util.regex.Pattern;

/** A text that a regular expression may look at for so long and no longer: some take for ever on a hostile name. */
final class BoundedText implements CharSequence {
    private static final int LOOKS_MAX = 50_000;

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("too many steps", null, false, false);
        }
    }

    private final String text;
    private final int[] looks;

    private BoundedText(String text, int[] looks) {
        this.text = text;
        this.looks = looks;
    }

    /** Whether the pattern is found; not found when that takes too long. */
    static boolean finds(Pattern pattern, String text) {
        try {
            return pattern.matcher(new BoundedText(text, new int[1])).find();
        } catch (TooLong | StackOverflowError e) {
            return false;
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++looks[0] > LOOKS_MAX) {
            throw new TooLong();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedText(text.substring(start, end), looks);
    }

    @Override
    public String toString() {
        return text;
    }
}
