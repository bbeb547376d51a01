package com.hookprobe.fixedpoint;

/**
 * Signed Q16.16 numbers in an {@code int}: 16 integer bits, 16 fraction bits, range [-32768, 32768 - 2^-16].
 *
 * <p>The {@code int} holds the number times 65536; one unit of it, 2^-16, is called an ulp here. Every operation computes
 * the exact result, rounds it once as its text says, and saturates at the ends of the range instead of wrapping: a wrapped
 * sum changes its sign, a saturated one is only less exact. "To nearest" means the nearest ulp, at most 0.5 ulp off, and
 * a tie goes up, towards positive infinity. What has no value at all throws {@link ArithmeticException}. Stateless,
 * thread-safe, no allocation but for text.
 */
public final class Q16 {
    /** The number 1. */
    public static final int ONE = 1 << 16;

    /** The greatest number, 32768 - 2^-16; results above it become it. */
    public static final int MAX = Integer.MAX_VALUE;

    /** The least number, -32768; results below it become it. */
    public static final int MIN = Integer.MIN_VALUE;

    private static final int HALF = 1 << 15;

    private Q16() {}

    /** {@code value} as Q16.16, saturated when it lies outside [-32768, 32767]. */
    public static int fromInt(int value) {
        return saturate((long) value << 16);
    }

    /**
     * A number with another count of fraction bits as Q16.16, rounded to nearest, saturated; with 32 it takes the results
     * of {@link Sigmoid#valueQ32}.
     *
     * @param raw the number times 2^fractionBits
     * @param fractionBits 0 to 63
     * @throws IllegalArgumentException when {@code fractionBits} is outside that range
     */
    public static int fromRaw(long raw, int fractionBits) {
        if (fractionBits < 0 || fractionBits > 63) {
            throw new IllegalArgumentException("expected 0 to 63 fraction bits, found " + fractionBits);
        }
        if (fractionBits > 16) {
            int drop = fractionBits - 16;
            // The last bit dropped is the half that rounds up; adding it after the shift cannot overflow.
            return saturate((raw >> drop) + ((raw >> (drop - 1)) & 1));
        }
        return saturate((long) saturate(raw) << (16 - fractionBits));
    }

    /**
     * {@code numerator / denominator} rounded to nearest, saturated. Two Q16.16 numbers may be passed as they are: this is
     * then their quotient to nearest, where {@link #divide} cuts off.
     *
     * @throws ArithmeticException when {@code denominator} is zero
     */
    public static int ratio(long numerator, long denominator) {
        if (denominator == 0) {
            throw new ArithmeticException("ratio of " + numerator + " to zero");
        }
        boolean negative = (numerator ^ denominator) < 0;
        // Unsigned from here on: the magnitude of Long.MIN_VALUE is no positive long.
        long dividend = numerator < 0 ? -numerator : numerator;
        long divisor = denominator < 0 ? -denominator : denominator;
        long quotient = Long.divideUnsigned(dividend, divisor);
        if (Long.compareUnsigned(quotient, 1 << 15) > 0) {
            return negative ? MIN : MAX;
        }
        long remainder = Long.remainderUnsigned(dividend, divisor);
        for (int bit = 0; bit < 16; bit++) {
            remainder <<= 1; // stays below 2 * divisor <= 2^64
            quotient <<= 1;
            if (Long.compareUnsigned(remainder, divisor) >= 0) {
                remainder -= divisor;
                quotient |= 1;
            }
        }
        int toTheUpperOne = Long.compareUnsigned(remainder << 1, divisor);
        boolean awayFromZero = negative ? toTheUpperOne > 0 : toTheUpperOne >= 0;
        long magnitude = awayFromZero ? quotient + 1 : quotient;
        return saturate(negative ? -magnitude : magnitude);
    }

    /** The largest integer not above {@code a}, in [-32768, 32767]. */
    public static int floorToInt(int a) {
        return a >> 16;
    }

    /** The nearest integer to {@code a}, a tie goes up; in [-32768, 32768]. */
    public static int roundToInt(int a) {
        return (int) (((long) a + HALF) >> 16);
    }

    /** The smallest integer not below {@code a}, in [-32768, 32768]. */
    public static int ceilToInt(int a) {
        return (int) (((long) a + ONE - 1) >> 16);
    }

    /** {@code a + b}, exact, saturated. */
    public static int add(int a, int b) {
        return saturate((long) a + b);
    }

    /** {@code a - b}, exact, saturated. */
    public static int subtract(int a, int b) {
        return saturate((long) a - b);
    }

    /** {@code -a}, exact; {@link #MIN} gives {@link #MAX}. */
    public static int negate(int a) {
        return saturate(-(long) a);
    }

    /** The magnitude of {@code a}, exact; {@link #MIN} gives {@link #MAX}. */
    public static int abs(int a) {
        return a < 0 ? negate(a) : a;
    }

    /** {@code a * b} rounded to nearest (a tie goes up), saturated. */
    public static int multiply(int a, int b) {
        return saturate(((long) a * b + HALF) >> 16);
    }

    /**
     * {@code a / b} rounded towards zero, saturated.
     *
     * @throws ArithmeticException when {@code b} is zero
     */
    public static int divide(int a, int b) {
        return saturate(((long) a << 16) / b);
    }

    /**
     * {@code a * b / c} from the exact product, rounded once to nearest, saturated: for shares and straight lines, where
     * {@code multiply} and {@code divide} would round twice and could saturate in between.
     *
     * @throws ArithmeticException when {@code c} is zero
     */
    public static int multiplyDivide(int a, int b, int c) {
        long product = (long) a * b;
        long quotient = product / c;
        long rest = product % c;
        if (rest < 0 != c < 0 && rest != 0) {
            // From towards zero to downwards, so that the rest has the sign of c.
            quotient--;
            rest += c;
        }
        boolean up = c < 0 ? 2 * rest <= c : 2 * rest >= c;
        return saturate(up ? quotient + 1 : quotient);
    }

    /**
     * The square root of {@code a}, rounded to nearest; in [0, 11863283 ulp], which is 181.0193...
     *
     * @throws ArithmeticException when {@code a} is below zero
     */
    public static int squareRoot(int a) {
        if (a < 0) {
            throw new ArithmeticException("square root needs a number not below 0, found " + toString(a));
        }
        if (a == 0) {
            return 0;
        }
        // root(a * 2^16) in ulp. Newton's steps on integers fall from above to the floor of the root, then stop
        // falling.
        long square = (long) a << 16;
        long root = 1L << (32 - Long.numberOfLeadingZeros(square) / 2);
        long next = (root + square / root) >> 1;
        while (next < root) {
            root = next;
            next = (root + square / root) >> 1;
        }
        // (root + 1/2)^2 = root^2 + root + 1/4 is never an integer, so there is no tie.
        return (int) (square - root * root > root ? root + 1 : root);
    }

    /** The smaller of two. */
    public static int min(int a, int b) {
        return a < b ? a : b;
    }

    /** The greater of two. */
    public static int max(int a, int b) {
        return a > b ? a : b;
    }

    /**
     * {@code a}, or the end of [low, high] that is nearer.
     *
     * @throws IllegalArgumentException when {@code low} is above {@code high}
     */
    public static int clamp(int a, int low, int high) {
        if (low > high) {
            throw new IllegalArgumentException(
                    "expected low <= high, found low " + toString(low) + ", high " + toString(high));
        }
        return a < low ? low : (a > high ? high : a);
    }

    /** Below zero, zero, or above zero, as {@code a} is less than, equal to, or greater than {@code b}. */
    public static int compare(int a, int b) {
        return Integer.compare(a, b);
    }

    /** The nearest {@code int} to {@code raw}. */
    public static int saturate(long raw) {
        int narrowed = (int) raw;
        if (narrowed == raw) {
            return narrowed;
        }
        return raw < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }

    /**
     * The number that a decimal text means, rounded to nearest; it never saturates.
     *
     * <p>The text is {@code -?(0|[1-9][0-9]{0,4})(\.[0-9]{1,16})?} in ASCII: no plus sign, no exponent, no blank, no
     * superfluous leading zero, a digit on both sides of the point. Zeros at the end are allowed, and so is -0.
     *
     * @throws NumberFormatException when the text has another form, or its rounded value lies outside [{@link #MIN},
     *     {@link #MAX}]
     */
    public static int parse(String text) {
        return Decimal.parse(text);
    }

    /**
     * As {@link #parse}, for texts that must have one form only: what {@link #toString(int)} gives, and nothing else.
     *
     * @throws NumberFormatException also when the text is not canonical, for instance 1.50 or 0.1, which is no Q16.16
     */
    public static int parseExact(String text) {
        int a = Decimal.parse(text);
        String canonical = Decimal.toString(a);
        if (!canonical.equals(text)) {
            throw new NumberFormatException("expected the canonical text of a Q16.16 number, such as \"" + canonical
                    + "\", found \"" + text + '"');
        }
        return a;
    }

    /**
     * The exact decimal value, in its shortest form: {@code -1.5}, {@code 0.0000152587890625}, {@code 3}.
     *
     * <p>{@link #parse} and {@link #parseExact} give {@code a} again.
     */
    public static String toString(int a) {
        return Decimal.toString(a);
    }
}
