package com.hookprobe.qsecbit.model;

import java.util.List;
import java.util.stream.IntStream;

/** Puts a model together: a forest that somebody has grown, and what is found from rows that it has not seen. */
public final class ModelBuilder {
    /** One normal connection in so many of the calibration is odd. */
    private static final double ORDINARY = 0.995;

    private ModelBuilder() {}

    /**
     * A model with everything in it.
     *
     * @param forest all trees
     * @param classes normal first, in ascending order of their codes
     * @param fitted vectors that the forest was grown on, at least 1
     * @param normal of these the normal ones, at least 2
     * @param held vectors that nothing was grown on
     * @param heldAttacks which of {@code held} are attacks
     * @throws IllegalArgumentException when there are too few vectors, or lengths do not match
     */
    public static AttackModel build(
            FeatureSchema schema,
            List<AttackClass> classes,
            ForestBuilder forest,
            List<double[]> fitted,
            List<double[]> normal,
            List<double[]> held,
            boolean[] heldAttacks,
            Provenance provenance) {
        if (normal.size() < 2 || held.size() != heldAttacks.length) {
            throw new IllegalArgumentException(
                    "expected 2 normal vectors and a label for each that was held back; found " + normal.size()
                            + ", and " + heldAttacks.length + " for " + held.size());
        }
        TreeEnsemble trees = forest.build(fitted);
        IsolationForest isolation = IsolationForest.grow(normal, provenance.seed());
        double whole = (double) trees.trees() * TreeEnsemble.ONE;
        double[] shares =
                held.stream().mapToDouble(v -> 1 - trees.sum(v, 0) / whole).toArray();
        double[] ordinary = IntStream.range(0, held.size())
                .filter(i -> !heldAttacks[i])
                .mapToDouble(i -> isolation.score(held.get(i)))
                .sorted()
                .toArray();
        double odd = ordinary.length == 0 ? 1 : ThresholdChoice.quantile(ordinary, ORDINARY);
        try {
            return new AttackModel(
                    schema,
                    classes,
                    trees,
                    isolation,
                    new AttackModel.Thresholds(ThresholdChoice.line(shares, heldAttacks), odd),
                    Calibration.fit(shares, heldAttacks),
                    provenance);
        } catch (MalformedModelException e) {
            throw new IllegalStateException("parts that were built fit", e);
        }
    }
}
