package com.hookprobe.fixedpoint;

/**
 * Q16.16 numbers as decimal text.
 *
 * <p>A fraction r / 2^16 is r * 5^16 / 10^16, so 16 digits hold every fraction exactly, and a fraction of 16 digits d is
 * d / 5^16 ulp. The latter is never halfway between two ulps: 2 d is even, an odd multiple of 5^16 is odd.
 */
final class Decimal {
    private static final int FRACTION_DIGITS = 16;
    private static final int INTEGER_DIGITS = 5;
    private static final long FIVE_TO_16 = 152_587_890_625L;

    /** Sign, integer, point, fraction; what is longer is refused before it is read, and cut in messages. */
    private static final int LENGTH_MAX = 1 + INTEGER_DIGITS + 1 + FRACTION_DIGITS;

    private Decimal() {}

    static int parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw refused(text, "at most " + LENGTH_MAX + " characters, found " + text.length());
        }
        boolean negative = text.startsWith("-");
        int integerAt = negative ? 1 : 0;
        int integerEnd = digitsEnd(text, integerAt);
        int digits = integerEnd - integerAt;
        if (digits < 1 || digits > INTEGER_DIGITS) {
            throw refused(text, "1 to 5 digits before the point, found " + digits);
        }
        if (digits > 1 && text.charAt(integerAt) == '0') {
            throw refused(text, "no leading zero");
        }
        long magnitude = (digits(text, integerAt, integerEnd) << 16) + fraction(text, integerEnd);
        long value = negative ? -magnitude : magnitude;
        int narrowed = (int) value;
        if (narrowed != value) {
            throw refused(text, "a number from " + toString(Q16.MIN) + " to " + toString(Q16.MAX));
        }
        return narrowed;
    }

    /** The fraction from {@code pointAt} to the end of the text in ulp, rounded to nearest; 0 without one. */
    private static long fraction(String text, int pointAt) {
        if (pointAt == text.length()) {
            return 0;
        }
        int from = pointAt + 1;
        int end = digitsEnd(text, from);
        int digits = end - from;
        if (text.charAt(pointAt) != '.' || end != text.length()) {
            int wrongAt = text.charAt(pointAt) != '.' ? pointAt : end;
            throw refused(text, "digits and one point, found '" + text.charAt(wrongAt) + "' at index " + wrongAt);
        }
        if (digits < 1 || digits > FRACTION_DIGITS) {
            throw refused(text, "1 to 16 digits after the point, found " + digits);
        }
        long value = digits(text, from, end);
        for (int i = digits; i < FRACTION_DIGITS; i++) {
            value *= 10;
        }
        return (value + FIVE_TO_16 / 2) / FIVE_TO_16;
    }

    static String toString(int a) {
        long magnitude = a < 0 ? -(long) a : a;
        StringBuilder text = new StringBuilder(LENGTH_MAX);
        if (a < 0) {
            text.append('-');
        }
        text.append(magnitude >> 16);
        long fraction = (magnitude & 0xffff) * FIVE_TO_16;
        if (fraction == 0) {
            return text.toString();
        }
        String digits = Long.toString(fraction);
        text.append('.').append("0".repeat(FRACTION_DIGITS - digits.length())).append(digits);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, end);
    }

    /** The first index from {@code from} on that is no ASCII digit. */
    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static long digits(String text, int from, int end) {
        long value = 0;
        for (int i = from; i < end; i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }

    private static NumberFormatException refused(String text, String expected) {
        String shown = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "..." : text;
        return new NumberFormatException("Q16.16 text \"" + shown + "\": expected " + expected);
    }
}
