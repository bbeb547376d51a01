package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import java.util.List;

/**
 * The same model trained on all records in one place, without noise, clipping or rounding of updates: what learning together is
 * measured against. Stateless.
 */
public final class CentralTraining {
    private CentralTraining() {}

    /** So many steps over all rows. */
    public static LearnedModel train(
            Layout layout, List<FlowExample> rows, int steps, Recipe recipe, boolean hardened) {
        LearnedModel model = LearnedModel.first(layout);
        for (int step = 0; step < steps; step++) {
            GradientSum gradient = new GradientSum(model, hardened);
            rows.forEach(gradient::add);
            double[] joint = new double[layout.size()];
            for (int i = 0; i < joint.length; i++) {
                joint[i] = (double) gradient.sum(i) / rows.size() / GradientSum.PULL_MAX * ModelUpdate.ONE;
            }
            model = Stepping.next(model, model.number() + 1, recipe, List.of(), joint);
        }
        return model;
    }
}
