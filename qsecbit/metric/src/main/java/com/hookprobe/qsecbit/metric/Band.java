package com.hookprobe.qsecbit.metric;

/**
 * The three bands of the seed's RAG status: GREEN below 0.45 (normal, the baseline is being learnt), AMBER from 0.45 to
 * 0.70 inclusive (automatic response), RED above 0.70 (full mitigation).
 */
public enum Band {
    GREEN,
    AMBER,
    RED;

    /** The lowest value that is AMBER. */
    public static final double AMBER_FROM = 0.45;

    /** The highest value that is still AMBER. */
    public static final double RED_ABOVE = 0.70;

    /**
     * The band of a score.
     *
     * @throws IllegalArgumentException when the value is not a number in [0, 1]
     */
    public static Band of(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a score lies in [0, 1], got " + value);
        }
        // QSECBIT 3.1: 0.70 itself is AMBER, as the seed writes RED (> 0.70).
        return value > RED_ABOVE ? RED : value >= AMBER_FROM ? AMBER : GREEN;
    }
}
