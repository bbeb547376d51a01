package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What one site makes of its records (LEARNING 3): the sum of their gradients and their number, both with discrete Gaussian noise.
 * All that follows works on these noisy numbers alone, so it costs no more privacy. Stateless.
 */
public final class LocalTraining {
    /** The noise of a delta is at most one of so many parts of the longest gradient. */
    private static final int NOISE_PART = 5;

    private LocalTraining() {}

    /**
     * What a site tells.
     *
     * @param numbers see {@link ModelUpdate#delta}; the norm is within {@link ModelUpdate#NORM_MAX}
     * @param countBucket of the number of records with noise
     */
    public record Delta(int[] numbers, int countBucket) {}

    /** How an answer with this noise is accounted. */
    public static ReleasePlan plan(long variance, long sampled) {
        return new ReleasePlan(GradientSum.sensitivitySquared(), variance, sampled);
    }

    /**
     * The same of records that lie in a place of bounded size, where a record may take the place of another (LEARNING 10.4): one
     * record more or less changes at most two of those that are trained on.
     */
    public static ReleasePlan bounded(long variance, long sampled) {
        return new ReleasePlan(GradientSum.replacedSquared(), variance, sampled);
    }

    /**
     * One answer. Charge it to the {@link PrivacyBudget} first.
     *
     * @param plan of {@link #plan} or {@link #bounded}
     * @param hardened whether attacks count half as they would be disguised
     * @param random 64 uniform bits at a time, from a cryptographic source: who knows them takes the noise off
     */
    public static Delta train(
            LearnedModel base, List<FlowExample> rows, ReleasePlan plan, boolean hardened, LongSupplier random) {
        Layout layout = base.layout();
        if (plan.sensitivitySquared() < GradientSum.sensitivitySquared()) {
            throw new IllegalArgumentException("the sensitivity of the plan is too small");
        }
        GradientSum gradient = new GradientSum(base, hardened);
        for (FlowExample row : rows) {
            if (plan.sampled() == ReleasePlan.ALL || random.getAsLong() >>> Integer.SIZE < plan.sampled()) {
                gradient.add(row);
            }
        }
        DiscreteGaussian noise = new DiscreteGaussian(plan.variance(), random);
        double[] noisy = new double[layout.size()];
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = gradient.sum(i) + noise.next();
        }
        long weight = GradientSum.COUNT_WEIGHT;
        long count = Math.max(0, Math.floorDiv(gradient.count() * weight + noise.next() + weight / 2, weight));
        double divisor = Math.max(count, countFloor(layout, plan.variance())) * (double) GradientSum.PULL_MAX;
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] *= ModelUpdate.ONE / divisor;
        }
        return new Delta(clipped(noisy), Buckets.of(count));
    }

    /** With fewer records than this the noise would be a fifth as long as the longest gradient; then all is made shorter. */
    static long countFloor(Layout layout, long variance) {
        double noiseNorm = StrictMath.sqrt((double) variance * layout.size());
        double gradientNorm = GradientSum.PULL_MAX * StrictMath.sqrt(GradientSum.BINS_MAX);
        return Math.max(1, (long) StrictMath.ceil(NOISE_PART * noiseNorm / gradientNorm));
    }

    /** Scaled down to the largest norm and cut to whole numbers towards zero, which makes no norm larger. */
    static int[] clipped(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        double norm = StrictMath.sqrt(squares);
        // A hair less than the bound: rounding must not lift the norm above it.
        double factor = norm > ModelUpdate.NORM_MAX ? ModelUpdate.NORM_MAX * (1 - 1e-12) / norm : 1;
        int[] whole = new int[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) (values[i] * factor);
        }
        return whole;
    }
}
