package com.hookprobe.fixedpoint;

/**
 * Natural and binary logarithms with about 57 good bits, so that Q16.16 results come out correctly rounded.
 *
 * <p>A number is m * 2^k with m in [sqrt(1/2), sqrt(2)). With s = (m - 1) / (m + 1), at most 0.1716 in magnitude, ln m is
 * 2 (s + s^3/3 + s^5/5 + ...); twelve terms leave less than 2^-62. Numerator and denominator of s are exact integers.
 */
final class WideLog {
    /** round(2^30 * sqrt(2)). */
    private static final long ROOT_OF_TWO_Q30 = 0x5a82799aL;

    /** round(2^62 / ln 2). */
    private static final long LOG2_E_Q62 = 0x5c551d94ae0bf85eL;

    /** ln 2 in Q.70, cut into 48 upper and 22 lower bits, so that products with k up to 16 stay exact. */
    private static final long LN_2_UPPER_Q48 = 0xb17217f7d1cfL;

    private static final long LN_2_LOWER_Q70 = 0x1e6af2L;

    /** 2^62 / (2 j + 1) for j = 0..11. */
    private static final long[] COEFFICIENTS = coefficients();

    private WideLog() {}

    /** ln of a number in Q16.16 above zero, in Q16.16, rounded to nearest. */
    static int lnQ16(int xQ16) {
        int twos = twos(xQ16);
        long mantissaLog = lnOfMantissaQ62(xQ16, twos);
        long k = twos - 16L;
        long lnQ59 = ((k * LN_2_UPPER_Q48) << 11) + ((k * LN_2_LOWER_Q70) >> 11) + (mantissaLog >> 3);
        return (int) ((lnQ59 + (1L << 42)) >> 43);
    }

    /** log2 of a number in Q16.16 above zero, in Q16.16, rounded to nearest. */
    static int log2Q16(int xQ16) {
        int twos = twos(xQ16);
        long mantissaLog = lnOfMantissaQ62(xQ16, twos);
        long log2OfMantissaQ62 = Math.multiplyHigh(mantissaLog << 1, LOG2_E_Q62) << 1;
        return ((twos - 16) << 16) + (int) ((log2OfMantissaQ62 + (1L << 45)) >> 46);
    }

    /** The power of two that is nearest to {@code x} by ratio: x / 2^twos lies in [sqrt(1/2), sqrt(2)). */
    private static int twos(int x) {
        int zeros = Integer.numberOfLeadingZeros(x);
        long mantissaQ30 = (long) x << (zeros - 1);
        return mantissaQ30 < ROOT_OF_TWO_Q30 ? 31 - zeros : 32 - zeros;
    }

    /** ln(x / 2^twos) in Q.62. */
    private static long lnOfMantissaQ62(int x, int twos) {
        long power = 1L << twos;
        long numerator = x - power;
        long denominator = x + power;
        long upper = (numerator << 32) / denominator;
        long rest = (numerator << 32) % denominator;
        long s = (upper << 30) + (rest << 30) / denominator;
        long squared = Math.multiplyHigh(s, s) << 2;
        long p = COEFFICIENTS[COEFFICIENTS.length - 1];
        for (int j = COEFFICIENTS.length - 2; j >= 0; j--) {
            p = COEFFICIENTS[j] + (Math.multiplyHigh(squared, p) << 2);
        }
        // 4 s fits, and with it the high word is Q.62 at once.
        return Math.multiplyHigh(s << 2, p) << 1;
    }

    private static long[] coefficients() {
        long[] coefficients = new long[12];
        for (int j = 0; j < coefficients.length; j++) {
            coefficients[j] = (1L << 62) / (2 * j + 1);
        }
        return coefficients;
    }
}
