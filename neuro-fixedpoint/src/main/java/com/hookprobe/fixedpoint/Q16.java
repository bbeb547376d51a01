package com.hookprobe.fixedpoint;

/**
 * Signed Q16.16 numbers in an {@code int}: 16 integer bits, 16 fraction bits, range [-32768, 32768 - 2^-16].
 *
 * <p>Every operation saturates at the ends of the range instead of wrapping: a wrapped sum changes its sign, a saturated
 * one is only less exact. Stateless, thread-safe.
 */
public final class Q16 {
    /** The number 1. */
    public static final int ONE = 1 << 16;

    private static final int HALF = 1 << 15;

    private Q16() {}

    /** {@code value} as Q16.16, saturated when it lies outside [-32768, 32767]. */
    public static int fromInt(int value) {
        return saturate((long) value << 16);
    }

    /** The largest integer not above {@code a}, in [-32768, 32767]. */
    public static int floorToInt(int a) {
        return a >> 16;
    }

    /** {@code a + b}, saturated. */
    public static int add(int a, int b) {
        return saturate((long) a + b);
    }

    /** {@code a - b}, saturated. */
    public static int subtract(int a, int b) {
        return saturate((long) a - b);
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

    /** The nearest {@code int} to {@code raw}. */
    public static int saturate(long raw) {
        int narrowed = (int) raw;
        if (narrowed == raw) {
            return narrowed;
        }
        return raw < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }
}
