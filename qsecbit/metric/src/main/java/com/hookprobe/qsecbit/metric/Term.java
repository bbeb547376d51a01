package com.hookprobe.qsecbit.metric;

/**
 * One term of a score: what it is called, its raw value in [0, 1], its weight, and one line that says where the value
 * comes from.
 */
public record Term(String name, double raw, double weight, String reason) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when raw or weight is outside [0, 1]
     */
    public Term {
        if (!(raw >= 0 && raw <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], got " + raw);
        }
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("the weight of " + name + " must be in [0, 1], got " + weight);
        }
    }

    /** What the term adds to the score. */
    public double contribution() {
        return raw * weight;
    }
}
