package com.hookprobe.fixedpoint;

/**
 * Sines and cosines of every Q16.16 angle from two tables and one addition theorem: a few times faster than {@code
 * StrictMath}, and within a few 2^-53 of the truth.
 */
final class AngleTable {
    private static final int LOW_BITS = 14;
    private static final int LOWS = 1 << LOW_BITS;
    private static final int HIGHS = 1 << (32 - LOW_BITS);
    private static final double[] LOW_SIN = new double[LOWS];
    private static final double[] LOW_COS = new double[LOWS];
    private static final double[] HIGH_SIN = new double[HIGHS];
    private static final double[] HIGH_COS = new double[HIGHS];

    static {
        for (int i = 0; i < LOWS; i++) {
            LOW_SIN[i] = StrictMath.sin(i / 65536.0);
            LOW_COS[i] = StrictMath.cos(i / 65536.0);
        }
        for (int i = 0; i < HIGHS; i++) {
            double angle = ((double) i - HIGHS / 2) * LOWS / 65536.0;
            HIGH_SIN[i] = 65536 * StrictMath.sin(angle);
            HIGH_COS[i] = 65536 * StrictMath.cos(angle);
        }
    }

    private AngleTable() {}

    /** sin(raw / 65536) in ulp of Q16.16. */
    static double sin(int raw) {
        int high = (raw >> LOW_BITS) + HIGHS / 2;
        int low = raw & (LOWS - 1);
        return HIGH_SIN[high] * LOW_COS[low] + HIGH_COS[high] * LOW_SIN[low];
    }

    /** cos(raw / 65536) in ulp of Q16.16. */
    static double cos(int raw) {
        int high = (raw >> LOW_BITS) + HIGHS / 2;
        int low = raw & (LOWS - 1);
        return HIGH_COS[high] * LOW_COS[low] - HIGH_SIN[high] * LOW_SIN[low];
    }
}
