package com.hookprobe.qsecbit.metric;

/**
 * The five weights of the formula, each in [0, 1]; together they sum to 1, so that the score needs no clamp when the
 * terms are in range.
 */
public record Weights(double alpha, double beta, double gamma, double delta, double epsilon) {
    private static final double SUM_TOLERANCE = 1e-9;

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

    /** The fifth weight spread over the others in their proportion. */
    Weights withoutEpsilon() {
        double rest = 1 - epsilon;
        if (rest <= 0) {
            throw new IllegalArgumentException("with an epsilon of 1 a host that does not tell its power has no score");
        }
        return new Weights(alpha / rest, beta / rest, gamma / rest, delta / rest, 0);
    }

    private static void inRange(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], got " + value);
        }
    }
}
