package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.Recipe;

/**
 * What a simulation is of.
 *
 * @param sites how many sites
 * @param poisoned how many of them lie, the first of a random order
 * @param alpha how evenly each attack is dealt out: the smaller, the more sites lack it
 * @param alphaNormal the same for normal connections
 * @param rounds how many updates each site sends
 * @param epsilonMilli privacy of one record over all rounds, thousandths; 0 for no noise worth the name
 * @param deltaOneIn and its delta, one in so many
 * @param hardened whether sites train against disguise
 * @param seed all chance comes from it
 */
record SimulationPlan(
        int sites,
        int poisoned,
        double alpha,
        double alphaNormal,
        int rounds,
        int epsilonMilli,
        long deltaOneIn,
        boolean hardened,
        long seed) {
    private static final int STEP_FIRST = 128;
    private static final int MOMENTUM = 230;
    private static final int CENTRAL_STEPS_FACTOR = 6;

    /** Rule and liars that the aggregator reckons with, whether there are any or not. */
    Recipe recipe(AggregationRule rule, boolean screening, int round) {
        int assumed = poisoned;
        int left = sites - (screening ? assumed : 0);
        int liars = Math.max(0, Math.min(assumed, (left - 1) / 2 - (screening ? 1 : 0)));
        // The step grows threefold: gradients fade as the model learns.
        int step = STEP_FIRST + 2 * STEP_FIRST * round / Math.max(1, rounds);
        return new Recipe(
                rule,
                rule == AggregationRule.MEAN ? 0 : liars,
                screening ? assumed : 0,
                rule != AggregationRule.MEAN,
                step,
                MOMENTUM);
    }

    /** For the training in one place, which has no noise to fear and is run until nothing changes any more. */
    Recipe centralRecipe() {
        return new Recipe(AggregationRule.MEAN, 0, 0, false, 2 * STEP_FIRST, MOMENTUM);
    }

    int centralSteps() {
        return CENTRAL_STEPS_FACTOR * rounds;
    }

    SimulationPlan withEpsilonMilli(int milli) {
        return new SimulationPlan(sites, poisoned, alpha, alphaNormal, rounds, milli, deltaOneIn, hardened, seed);
    }
}
