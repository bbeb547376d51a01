package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.FeatureSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An attacker who has the model and hides his attack from it without giving it up: what {@link Feature.Control} lets
 * him change, as far as the reach of each feature goes.
 *
 * <p>Greedy search, feature by feature: for each he tries a number on the far side of every threshold of the forest
 * that he can reach (of more than 48, 48 spread evenly), keeps the best change of all, and goes on until the model says
 * normal, nothing helps any more, or he has made 12 changes. When that fails he starts again with everything raised as
 * far as it goes, which leaves the plains where single changes do nothing.
 */
final class EvasionAttack {
    private static final int CHANGES_MAX = 12;
    private static final int CANDIDATES_MAX = 48;
    /** Beyond a threshold by this. */
    private static final double STEP = 1e-6;

    private final AttackModel model;
    private final FeatureSchema schema;
    private final double[][] cuts;

    EvasionAttack(AttackModel model) {
        this.model = model;
        this.schema = model.schema();
        cuts = new double[schema.size()][];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = schema.features().get(i).control() == Feature.Control.FIXED ? new double[0] : model.cuts(i);
        }
    }

    /** The vector that hides an attack best; the same one when nothing helps. */
    double[] hide(double[] vector) {
        double[] fromHere = descend(vector, vector);
        if (!model.judge(fromHere).isAttack()) {
            return fromHere;
        }
        double[] raised = vector.clone();
        boolean open = schema.isOpen(vector);
        for (int i = 0; i < raised.length; i++) {
            raised[i] = highest(i, vector, open);
        }
        double[] fromAbove = descend(raised, vector);
        return model.attackShare(fromAbove) < model.attackShare(fromHere) ? fromAbove : fromHere;
    }

    /**
     * What an attacker without the model can do: so many tries at random within the budget. It finds what the greedy
     * search overlooks, and nothing is trained on it.
     *
     * @return the first try that the model takes for normal, or the vector itself
     */
    double[] hideByChance(double[] vector, int tries, SplittableRandom random) {
        boolean open = schema.isOpen(vector);
        double[] tried = new double[vector.length];
        for (int i = 0; i < tries; i++) {
            for (int at = 0; at < tried.length; at++) {
                double low = lowest(at, vector);
                double high = highest(at, vector, open);
                tried[at] = high > low && random.nextInt(3) > 0 ? low + random.nextDouble() * (high - low) : vector[at];
            }
            if (!model.judge(tried).isAttack()) {
                return tried;
            }
        }
        return vector;
    }

    private double[] descend(double[] start, double[] original) {
        double[] best = start.clone();
        boolean open = schema.isOpen(original);
        double share = model.attackShare(best);
        for (int change = 0; change < CHANGES_MAX && model.judge(best).isAttack(); change++) {
            int changed = -1;
            double to = 0;
            for (int i = 0; i < best.length; i++) {
                double before = best[i];
                for (double candidate : candidates(i, original, open)) {
                    best[i] = candidate;
                    double tried = model.attackShare(best);
                    if (tried < share) {
                        share = tried;
                        changed = i;
                        to = candidate;
                    }
                }
                best[i] = before;
            }
            if (changed < 0) {
                break;
            }
            best[changed] = to;
        }
        return best;
    }

    private List<Double> candidates(int at, double[] original, boolean open) {
        double low = lowest(at, original);
        double high = highest(at, original, open);
        List<Double> found = new ArrayList<>();
        if (high <= low) {
            return found;
        }
        found.add(low);
        for (double cut : cuts[at]) {
            double beyond = cut + STEP;
            if (beyond > low && beyond <= high) {
                found.add(beyond);
            }
        }
        if (found.size() <= CANDIDATES_MAX) {
            return found;
        }
        List<Double> some = new ArrayList<>();
        for (int i = 0; i < CANDIDATES_MAX; i++) {
            some.add(found.get((int) ((long) i * found.size() / CANDIDATES_MAX)));
        }
        return some;
    }

    private double lowest(int at, double[] original) {
        return schema.features().get(at).control() == Feature.Control.FREE ? 0 : original[at];
    }

    private double highest(int at, double[] original, boolean open) {
        Feature feature = schema.features().get(at);
        return switch (feature.control()) {
            case FIXED -> original[at];
            case FREE -> feature.reach();
            case GROWS -> feature.scaled(feature.raw(original[at]) + feature.reach());
            case GROWS_WHEN_OPEN -> open ? feature.scaled(feature.raw(original[at]) + feature.reach()) : original[at];
        };
    }
}
