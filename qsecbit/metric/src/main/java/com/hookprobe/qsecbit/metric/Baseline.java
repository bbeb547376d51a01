package com.hookprobe.qsecbit.metric;

import java.util.Locale;

/**
 * Mean and covariance of this host's own readings, learnt one reading at a time, and the distance of a reading from
 * them.
 *
 * <p>Why shrinkage: an idle host has almost constant shares, so the plain covariance is nearly singular and the first
 * harmless job would be a hundred deviations away. The covariance is therefore mixed with 0.02 times the identity (the
 * figure of the reference): S' = (1 - l) S + l 0.02 I. The share l begins near one and falls to a floor of a quarter, so
 * that no share of the host counts as steadier than 0.07. S' is positive definite whatever the readings are, and a
 * Cholesky factor always exists.
 *
 * <p>Why forgetting: after {@link #MEMORY_SAMPLES} readings the weight of a new one stays at one over that number, so
 * the baseline follows a host whose work changes for good.
 */
final class Baseline {
    static final int SAMPLES_MIN = 30;
    static final int MEMORY_SAMPLES = 3600;
    private static final double TARGET_VARIANCE = 0.02;
    private static final double SHRINKAGE_FLOOR = 0.25;
    private static final double SHRINKAGE_SAMPLES = 30;

    private final int size;
    private final double[] mean;
    private final double[][] covariance;
    private long samples;

    Baseline(int size) {
        this.size = size;
        mean = new double[size];
        covariance = new double[size][size];
    }

    boolean ready() {
        return samples >= SAMPLES_MIN;
    }

    String progress() {
        return String.format(Locale.ROOT, "learning the baseline, %d of %d readings", samples, SAMPLES_MIN);
    }

    /** Welford's update in its weighted form: the weight of the n-th reading is 1/n, later 1/MEMORY_SAMPLES. */
    void learn(double[] reading) {
        samples++;
        double weight = 1.0 / Math.min(samples, MEMORY_SAMPLES);
        double[] before = new double[size];
        for (int i = 0; i < size; i++) {
            before[i] = reading[i] - mean[i];
            mean[i] += weight * before[i];
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double updated = (1 - weight) * (covariance[i][j] + weight * before[i] * before[j]);
                covariance[i][j] = updated;
                covariance[j][i] = updated;
            }
        }
    }

    /** The Mahalanobis distance of a reading from the baseline. */
    double distance(double[] reading) {
        double[][] factor = cholesky(shrunk());
        // With S' = L L^T the distance is the length of y in L y = x - mean.
        double[] y = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double rest = reading[i] - mean[i];
            for (int j = 0; j < i; j++) {
                rest -= factor[i][j] * y[j];
            }
            y[i] = rest / factor[i][i];
            sum += y[i] * y[i];
        }
        return Math.sqrt(sum);
    }

    void write(StateWriter out) {
        out.count(samples);
        for (double value : mean) {
            out.number(value);
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                out.number(covariance[i][j]);
            }
        }
    }

    void read(StateReader in) throws StateException {
        samples = in.count();
        for (int i = 0; i < size; i++) {
            mean[i] = in.number();
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] = in.number();
                covariance[j][i] = covariance[i][j];
            }
            in.check(covariance[i][i] >= 0, "a variance is negative");
        }
        // Whatever was stored, a distance must be a number: the shrunk covariance of a real one is positive definite.
        in.check(samples < SAMPLES_MIN || Double.isFinite(distance(mean)), "the covariance is not one");
    }

    double mean(int index) {
        return mean[index];
    }

    private double[][] shrunk() {
        double share = Math.max(SHRINKAGE_FLOOR, SHRINKAGE_SAMPLES / (SHRINKAGE_SAMPLES + samples));
        double[][] mixed = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                mixed[i][j] = (1 - share) * covariance[i][j] + (i == j ? share * TARGET_VARIANCE : 0);
            }
        }
        return mixed;
    }

    private double[][] cholesky(double[][] matrix) {
        double[][] factor = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(rest) : rest / factor[j][j];
            }
        }
        return factor;
    }
}
