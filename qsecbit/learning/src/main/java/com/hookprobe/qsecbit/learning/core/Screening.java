package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Leaves out the updates that help least on connections of which the aggregator itself knows what they are (LEARNING 5.4; Xie et al.,
 * "Zeno", 2019). No rule that looks at updates alone can tell a liar from a site that sees other attacks than the rest; this can.
 * Stateless.
 */
final class Screening {
    /** More than this, in nats, no connection counts: one strange one must not decide. */
    private static final double LOSS_MAX = 4;

    private Screening() {}

    /**
     * The places of those that stay, ascending.
     *
     * @param vectors one for each owner, in the order of their ids; of equal ones the first stays
     * @param rows held back from all training
     */
    static int[] kept(LearnedModel base, double[][] vectors, List<FlowExample> rows, Recipe recipe) {
        List<Integer> order = new ArrayList<>();
        double[] losses = new double[vectors.length];
        double[][] capped = JointUpdate.capNorms(vectors);
        for (int i = 0; i < vectors.length; i++) {
            order.add(i);
            losses[i] = loss(Stepping.next(base, base.number() + 1, recipe, List.of(), capped[i]), rows);
        }
        order.sort(Comparator.comparingDouble(i -> losses[i]));
        return order.subList(0, Math.max(1, vectors.length - recipe.screened())).stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** The logistic loss, attacks and normal connections counting half each. */
    static double loss(LearnedModel model, List<FlowExample> rows) {
        double[] sums = new double[2];
        long[] counts = new long[2];
        for (FlowExample row : rows) {
            double score = (double) row.score(model) / LearnedModel.ONE;
            double loss = StrictMath.log1p(StrictMath.exp(row.isAttack() ? -score : score));
            int kind = row.isAttack() ? 1 : 0;
            sums[kind] += Math.min(LOSS_MAX, loss);
            counts[kind]++;
        }
        return sums[0] / Math.max(1, counts[0]) + sums[1] / Math.max(1, counts[1]);
    }
}
