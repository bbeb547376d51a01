package com.hookprobe.fixedpoint;

/**
 * e^-x and 2^-x with about 58 good bits, so that Q16.16 results come out correctly rounded.
 *
 * <p>{@link Exp2} alone gives 2^-f only to 2^-48 when f comes near 1, which is where its series ends. Here f is held below
 * one half, where the same series is good to 2^-59, and the other half of a halving is one product with the root of 1/2.
 */
final class WideExp {
    private static final long ONE_Q62 = 1L << 62;
    private static final long HALF_Q62 = 1L << 61;

    /** round(2^62 / ln 2). */
    private static final long LOG2_E_Q62 = 0x5c551d94ae0bf85eL;

    /** round(2^63 * sqrt(1/2)). */
    private static final long ROOT_OF_HALF_Q63 = 0x5a827999fcef3242L;

    private WideExp() {}

    /** 2^-f in Q0.62; {@code fractionQ62} is f in Q0.62, in [0, 2^62). */
    static long fraction(long fractionQ62) {
        if (fractionQ62 < HALF_Q62) {
            return Exp2.negative(fractionQ62);
        }
        return Math.multiplyHigh(Exp2.negative(fractionQ62 - HALF_Q62), ROOT_OF_HALF_Q63) << 1;
    }

    /** e^-x in Q0.62 for x in [0, 32] in Q16.16. */
    static long expNegativeQ62(long xQ16) {
        long high = Math.multiplyHigh(xQ16, LOG2_E_Q62);
        long halvings = high >> 14;
        return halvings > 62 ? 0 : fraction(fractionQ62(xQ16, high)) >> halvings;
    }

    /** e^-x in Q16.16, rounded to nearest, not saturated, for x in [-11, 12] in Q16.16. */
    static long expNegativeQ16(long xQ16) {
        // x log2 e in Q.78: the low 14 bits of the high word and the upper 48 of the low one are the fraction in Q.62.
        long high = Math.multiplyHigh(xQ16, LOG2_E_Q62);
        return rounded(fraction(fractionQ62(xQ16, high)), high >> 14);
    }

    private static long fractionQ62(long xQ16, long high) {
        return ((high << 48) | ((xQ16 * LOG2_E_Q62) >>> 16)) & (ONE_Q62 - 1);
    }

    /** 2^-x in Q16.16, rounded to nearest, not saturated, for x in [-15, 17] in Q16.16. */
    static long exp2NegativeQ16(long xQ16) {
        return rounded(fraction((xQ16 & 0xffff) << 46), xQ16 >> 16);
    }

    /** A Q0.62 number, halved {@code halvings} times, in [-16, 17], in Q16.16. */
    private static long rounded(long valueQ62, long halvings) {
        long shift = 46 + halvings;
        // Unsigned, because the sum may be 2^63 exactly.
        return (valueQ62 + (1L << (shift - 1))) >>> shift;
    }
}
