package com.hookprobe.fixedpoint;

/**
 * Sine and cosine with about 57 good bits after the point, so that Q16.16 results come out correctly rounded.
 *
 * <p>The angle becomes a count of quarter turns in Q.62, where the wrap of a {@code long} takes off whole turns by itself.
 * The upper two bits are then the quadrant. The rest is folded at half a quarter, so that both series, odd and even
 * powers up to 19 and 18, end below 2^-62 for angles up to pi/4. Coefficients are round(2^62 / n!), signs alternate.
 */
final class WideTrig {
    private static final long ONE_Q62 = 1L << 62;
    private static final long HALF_Q62 = 1L << 61;

    /** 2/pi in Q.77, cut into 46 upper and 31 lower bits, so that products with 2^31 stay exact. */
    private static final long QUARTERS_UPPER_Q46 = 0x28be60db9391L;

    private static final long QUARTERS_LOWER_Q77 = 0x2a53f85L;

    /** round(2^62 * pi/2). */
    private static final long HALF_PI_Q62 = 0x6487ed5110b4611aL;

    private static final long[] SINE = {
        0x4000000000000000L,
        0x0aaaaaaaaaaaaaabL,
        0x0088888888888889L,
        0x0003403403403403L,
        0x00000b8ef1d2ab64L,
        0x0000001ae64567f5L,
        0x000000002c248c27L,
        0x000000000035cfe8L,
        0x00000000000032a6L,
        0x0000000000000026L,
    };

    private static final long[] COSINE = {
        0x4000000000000000L,
        0x2000000000000000L,
        0x02aaaaaaaaaaaaabL,
        0x0016c16c16c16c17L,
        0x0000680680680680L,
        0x00000127e4fb778aL,
        0x000000023ddb1dffL,
        0x0000000003272e95L,
        0x0000000000035cfeL,
        0x00000000000002d0L,
    };

    private WideTrig() {}

    /**
     * sin(x + quarters * pi/2) in Q16.16, rounded to nearest.
     *
     * @param xQ16 the angle in radians, in [0, 2^31] as an integer
     * @param quarters 0 for the sine, 1 for the cosine
     */
    static int sineQ16(long xQ16, int quarters) {
        long turn = xQ16 * QUARTERS_UPPER_Q46 + ((xQ16 * QUARTERS_LOWER_Q77) >> 31);
        long quadrant = (turn >>> 62) + quarters;
        long fraction = turn & (ONE_Q62 - 1);
        boolean cosine = (quadrant & 1) != 0;
        if (fraction > HALF_Q62) {
            fraction = ONE_Q62 - fraction;
            cosine = !cosine;
        }
        long angle = Math.multiplyHigh(fraction << 1, HALF_PI_Q62) << 1;
        long value = cosine ? cosineQ62(angle) : sineQ62(angle);
        long signed = (quadrant & 2) != 0 ? -value : value;
        return (int) ((signed + (1L << 45)) >> 46);
    }

    /** sin(a) for a in [0, pi/4], both in Q0.62. */
    private static long sineQ62(long angle) {
        return Math.multiplyHigh(angle, alternating(SINE, angle)) << 2;
    }

    /** cos(a) for a in [0, pi/4], both in Q0.62. */
    private static long cosineQ62(long angle) {
        return alternating(COSINE, angle);
    }

    /** c0 - c1 a^2 + c2 a^4 - ... */
    private static long alternating(long[] coefficients, long angle) {
        long squared = Math.multiplyHigh(angle, angle) << 2;
        long p = coefficients[coefficients.length - 1];
        for (int k = coefficients.length - 2; k >= 0; k--) {
            p = coefficients[k] - (Math.multiplyHigh(squared, p) << 2);
        }
        return p;
    }
}
