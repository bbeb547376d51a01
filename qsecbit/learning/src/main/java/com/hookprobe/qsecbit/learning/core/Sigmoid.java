package com.hookprobe.qsecbit.learning.core;

/** The logistic function of a score, in whole numbers: the same on every machine. */
final class Sigmoid {
    /** One, as a chance. */
    static final int ONE = 1 << 10;

    /** Scores below -16 and above 16 are as good as certain. */
    private static final int REACH = 16;

    private static final int STEPS_PER_UNIT = 64;
    /** A score is in 1/65,536. */
    private static final int SCORE_BITS = 16;

    private static final int STEP_BITS = SCORE_BITS - 6;
    private static final int[] TABLE = table();

    private Sigmoid() {}

    private static int[] table() {
        int[] table = new int[2 * REACH * STEPS_PER_UNIT + 1];
        for (int i = 0; i < table.length; i++) {
            double at = (double) i / STEPS_PER_UNIT - REACH;
            table[i] = (int) StrictMath.round(ONE / (1 + StrictMath.exp(-at)));
        }
        return table;
    }

    /** The chance of an attack for a score in 1/65,536, in 0..{@link #ONE}. */
    static int of(int score) {
        int half = 1 << (STEP_BITS - 1);
        long step = ((long) score + half >> STEP_BITS) + (long) REACH * STEPS_PER_UNIT;
        return TABLE[(int) Math.max(0, Math.min(TABLE.length - 1, step))];
    }
}
