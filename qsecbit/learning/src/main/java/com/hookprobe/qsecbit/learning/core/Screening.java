package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Leaves out the updates that help least on connections of which the aggregator itself knows what they are (LEARNING 5.4; after Xie et
 * al., "Zeno", 2019). No rule that looks at updates alone can tell a liar from a site that sees other attacks than the rest; this
 * can. Stateless.
 */
final class Screening {
    /** How good a direction is, is seen by a short step: a whole one of one site may go too far where that of all does not. */
    private static final int PROBE_PART = 16;

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
        Recipe probe = recipe.step(Math.max(1, recipe.step() / PROBE_PART), recipe.momentum());
        for (int i = 0; i < vectors.length; i++) {
            order.add(i);
            losses[i] = loss(Stepping.next(base, base.number() + 1, probe, List.of(), capped[i]), rows);
        }
        order.sort(Comparator.comparingDouble(i -> losses[i]));
        return order.subList(0, Math.max(1, vectors.length - recipe.screened())).stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    static double loss(LearnedModel model, List<FlowExample> rows) {
        ShiftedLoss loss = new ShiftedLoss(3 * rows.size());
        long attacks = rows.stream().filter(FlowExample::isAttack).count();
        double perAttack = 1.0 / Math.max(1, 2 * attacks);
        double perNormal = 1.0 / Math.max(1, rows.size() - attacks);
        for (FlowExample row : rows) {
            if (row.isAttack()) {
                loss.add(row.score(model), true, perAttack);
                loss.add(model.score(row.disguised(model)), true, perAttack);
            } else {
                loss.add(row.score(model), false, perNormal);
            }
        }
        return loss.least();
    }
}
