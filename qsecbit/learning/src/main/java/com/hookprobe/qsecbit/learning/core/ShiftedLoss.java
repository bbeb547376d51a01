package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.LearnedModel;

/**
 * The logistic loss of scores under the shift of all of them that suits them best. A site with many attacks pulls every score up, one with
 * few pulls all down; that says nothing of what it knows, and liars could hide behind it. Not thread-safe.
 */
final class ShiftedLoss {
    /** More than this, in nats, no connection counts: one strange one must not decide. */
    private static final double LOSS_MAX = 4;

    private static final double REACH = 20;
    private static final int HALVINGS = 25;

    private final double[] scores;
    private final boolean[] attacks;
    private final double[] weights;
    private int count;

    ShiftedLoss(int most) {
        scores = new double[most];
        attacks = new boolean[most];
        weights = new double[most];
    }

    /** One score in 1/65,536. */
    void add(int score, boolean attack, double weight) {
        scores[count] = (double) score / LearnedModel.ONE;
        attacks[count] = attack;
        weights[count++] = weight;
    }

    /** The loss at the best shift, by halving where its slope changes sign. */
    double least() {
        double low = -REACH;
        double high = REACH;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope(middle) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return at((low + high) / 2);
    }

    private double slope(double shift) {
        double slope = 0;
        for (int i = 0; i < count; i++) {
            double chance = 1 / (1 + StrictMath.exp(-scores[i] - shift));
            slope += weights[i] * (attacks[i] ? chance - 1 : chance);
        }
        return slope;
    }

    private double at(double shift) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double score = scores[i] + shift;
            sum += weights[i] * Math.min(LOSS_MAX, StrictMath.log1p(StrictMath.exp(attacks[i] ? -score : score)));
        }
        return sum;
    }
}
