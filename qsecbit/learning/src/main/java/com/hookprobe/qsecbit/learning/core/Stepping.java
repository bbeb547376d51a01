package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import java.util.List;

/**
 * The step from a model to the next (LEARNING 5.5): velocity = momentum x the last one + step x the joint update, weights + velocity.
 * Stateless.
 */
final class Stepping {
    private static final double UNIT = 256;

    private Stepping() {}

    static LearnedModel next(LearnedModel base, long number, Recipe recipe, List<Bytes32> used, double[] joint) {
        int[] weights = base.weights();
        int[] velocity = base.velocity();
        double perUnit = recipe.step() / UNIT * LearnedModel.ONE / ModelUpdate.ONE;
        for (int i = 0; i < weights.length; i++) {
            velocity[i] = limited(StrictMath.rint(velocity[i] * recipe.momentum() / UNIT + joint[i] * perUnit));
            weights[i] = limited((double) weights[i] + velocity[i]);
        }
        return new LearnedModel(
                base.layout(), number, base.id(), recipe, used.size(), LearnedModel.used(used), weights, velocity);
    }

    private static int limited(double value) {
        return (int) Math.max(-LearnedModel.WEIGHT_MAX, Math.min(LearnedModel.WEIGHT_MAX, value));
    }
}
