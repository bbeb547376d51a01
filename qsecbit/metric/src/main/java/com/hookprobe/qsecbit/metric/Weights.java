package com.hookprobe.qsecbit.metric;

/**
 * The five weights of the formula, each in [0, 1]; together they sum to 1, so that the score needs no clamp when the
 * terms are in range.
 */
public record Weights(double alpha, double beta, double gamma, double delta, double epsilon) {
    private static final double SUM_TOLERANCE = 1e-9;

    /** For a host whose energy use can be read. */
    public static final Weights WITH_ENERGY = new Weights(0.25, 0.25, 0.20, 0.15, 0.15);

    /** For a host without an energy reading: the fifth weight is spread over the others. */
    public static final Weights WITHOUT_ENERGY = new Weights(0.30, 0.30, 0.20, 0.20, 0);

    /**
     * Checks the weights.
     *
     * @throws IllegalArgumentException when one is outside [0, 1] or the sum is not 1
     */
    public Weights {
        inRange("alpha", alpha);
        inRange("beta", beta);
        inRange("gamma", gamma);
        inRange("delta", delta);
        inRange("epsilon", epsilon);
        double sum = alpha + beta + gamma + delta + epsilon;
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new IllegalArgumentException("the weights must sum to 1, got " + sum);
        }
    }

    private static void inRange(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], got " + value);
        }
    }
}
