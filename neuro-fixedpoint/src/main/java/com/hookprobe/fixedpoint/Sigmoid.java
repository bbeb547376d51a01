package com.hookprobe.fixedpoint;

/**
 * The logistic function 1 / (1 + e^-z): Q16.16 in, Q0.32 out.
 *
 * <p>Clause: NEURO 3.2. A table with 64 steps per unit for z in [0, 16], straight lines between its points, and
 * symmetry for z below 0. The table is built from integers when the class loads; a test holds it against the SHA-256 in
 * the specification. The result is monotone, in [483, 2^32 - 483], at most 2.94e-6 off. Stateless, thread-safe.
 */
public final class Sigmoid {
    private static final int STEPS = 1024;
    private static final long ONE_Q32 = 1L << 32;

    /** 1 / (64 ln 2) in Q.56. */
    private static final long STEP_Q56 = 0x5c551d94ae0c0L;

    private static final long[] TABLE = table();

    private Sigmoid() {}

    /** The value for {@code zQ16}, any {@code int}; Q0.32 in a {@code long}. */
    public static long valueQ32(int zQ16) {
        // Widened first: the magnitude of Integer.MIN_VALUE is no int.
        long magnitude = zQ16 < 0 ? -(long) zQ16 : zQ16;
        long index = magnitude >> 10;
        long y;
        if (index >= STEPS) {
            y = TABLE[STEPS];
        } else {
            int k = (int) index;
            long rest = magnitude & 1023;
            y = TABLE[k] + (((TABLE[k + 1] - TABLE[k]) * rest + 512) >> 10);
        }
        return zQ16 < 0 ? ONE_Q32 - y : y;
    }

    /** round(2^32 / (1 + e^(-k/64))) for k = 0..1024. */
    static long[] table() {
        long[] table = new long[STEPS + 1];
        for (int k = 0; k <= STEPS; k++) {
            long u = k * STEP_Q56;
            int halvings = (int) (u >>> 56);
            long fraction = (u & ((1L << 56) - 1)) << 6;
            long e = Exp2.negative(fraction) >> halvings;
            table[k] = (quotientOfTwoTo95((1L << 62) + e) + 1) >> 1;
        }
        return table;
    }

    /** floor(2^95 / divisor) for an unsigned divisor in (2^62, 2^63], by shift and subtract. */
    private static long quotientOfTwoTo95(long divisor) {
        long quotient = 0;
        long remainder = 1;
        for (int bit = 0; bit < 95; bit++) {
            quotient <<= 1;
            remainder <<= 1;
            if (Long.compareUnsigned(remainder, divisor) >= 0) {
                remainder -= divisor;
                quotient |= 1;
            }
        }
        return quotient;
    }
}
