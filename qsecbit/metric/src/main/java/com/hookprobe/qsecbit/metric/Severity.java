package com.hookprobe.qsecbit.metric;

/** How bad a detection is, in rising order; {@link #code()} is the value on the wire. */
public enum Severity {
    INFO(0, 0.0),
    LOW(1, 0.1),
    MEDIUM(2, 0.3),
    HIGH(3, 0.6),
    CRITICAL(4, 1.0);

    private static final Severity[] BY_CODE = values();

    private final int code;
    private final double weight;

    Severity(int code, double weight) {
        this.code = code;
        this.weight = weight;
    }

    /** The share of certainty that one fully confident detection of this severity adds to p_attack, in [0, 1]. */
    public double weight() {
        return weight;
    }

    /** 0 for INFO to 4 for CRITICAL. */
    public int code() {
        return code;
    }

    /** True when this one is as bad as the other, or worse. */
    public boolean atLeast(Severity other) {
        return code >= other.code;
    }

    /**
     * The severity of a wire code.
     *
     * @throws IllegalArgumentException for a code outside 0 to 4
     */
    public static Severity ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("a severity code lies in 0..4, got " + code);
        }
        return BY_CODE[code];
    }
}
