package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;

/**
 * The sum of the gradients of the logistic loss over records (LEARNING 3.1), in whole numbers: what it comes to does not depend on
 * the order of the records. Not thread-safe.
 *
 * <p>How far a record is from what it should be is cut at a quarter: a record that is quite wrong pulls no harder than one that
 * is somewhat wrong. So one record weighs a quarter of what it could, and the noise that hides it is a quarter as well; and
 * records with a false label gain less.
 *
 * <p>A record adds at most {@link #PULL_MAX} to each of its bins. Of an attack one half is for the record as it is and the
 * other for the record as it would best be disguised: that hardens the model and costs no privacy, since the halves together
 * are not larger than a whole.
 */
final class GradientSum {
    /** The most that a record adds to a bin, in units of {@link Sigmoid#ONE}: a quarter of one. */
    static final int PULL_MAX = Sigmoid.ONE / 4;

    /** A record in more bins than this adds less to each, so that the sum of the squares is that of so many. */
    static final int BINS_MAX = 16;

    /** How much a record counts in the number that tells how many there are: a quarter of what it can weigh in the sums. */
    static final long COUNT_WEIGHT = PULL_MAX;

    private static final int[] PULL_LIMITS = limits();

    private final LearnedModel model;
    private final boolean hardened;
    private final long[] sums;
    private long count;

    GradientSum(LearnedModel model, boolean hardened) {
        this.model = model;
        this.hardened = hardened;
        this.sums = new long[model.layout().size()];
    }

    /** The square of what one record can change at most, the count included, in L2. */
    static long sensitivitySquared() {
        long perBin = PULL_MAX;
        return perBin * perBin * BINS_MAX + COUNT_WEIGHT * COUNT_WEIGHT;
    }

    /**
     * The same for one record in the place of another: their pulls may be opposite, and the count stays. No less than {@link
     * #sensitivitySquared}, so it covers one record more or less too.
     */
    static long replacedSquared() {
        long perBin = 2L * PULL_MAX;
        return perBin * perBin * BINS_MAX;
    }

    void add(FlowExample example) {
        int plain = pull(example.isAttack(), example.score(model));
        count++;
        if (!hardened || !example.isAttack()) {
            add(example.bins(), plain, 1);
            return;
        }
        add(example.bins(), plain, 2);
        int[] disguised = example.disguised(model);
        add(disguised, pull(true, model.score(disguised)), 2);
    }

    private void add(int[] bins, int pull, int parts) {
        int limit = PULL_LIMITS[Math.min(bins.length, PULL_LIMITS.length - 1)];
        int amount = pull * limit / PULL_MAX / parts;
        for (int bin : bins) {
            sums[bin] += amount;
        }
    }

    private static int[] limits() {
        int[] limits = new int[256];
        for (int bins = 0; bins < limits.length; bins++) {
            limits[bins] = bins <= BINS_MAX ? PULL_MAX : (int) (PULL_MAX * StrictMath.sqrt((double) BINS_MAX / bins));
        }
        return limits;
    }

    private static int pull(boolean attack, int score) {
        int missing = (attack ? Sigmoid.ONE : 0) - Sigmoid.of(score);
        return Math.max(-PULL_MAX, Math.min(PULL_MAX, missing));
    }

    long sum(int bin) {
        return sums[bin];
    }

    long count() {
        return count;
    }
}
