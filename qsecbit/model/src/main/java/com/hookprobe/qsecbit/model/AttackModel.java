package com.hookprobe.qsecbit.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A trained model: a forest that knows classes of attacks, an isolation forest that knows what is ordinary, and the
 * thresholds between them. Immutable, so it can be shared among threads. The same vector gets the same judgement on
 * every machine.
 */
public final class AttackModel {
    private final FeatureSchema schema;
    private final List<AttackClass> classes;
    private final TreeEnsemble forest;
    private final IsolationForest isolation;
    private final Thresholds thresholds;
    private final Calibration calibration;
    private final Provenance provenance;

    /**
     * The lines between normal and attack.
     *
     * @param attack from this share on it is an attack, in (0, 1]
     * @param anomaly from here on a connection is odd, in [0, 1]
     */
    record Thresholds(double attack, double anomaly) {
        Thresholds {
            if (!(attack > 0 && attack <= 1 && anomaly >= 0 && anomaly <= 1)) {
                throw new IllegalArgumentException(
                        "expected thresholds in (0, 1] and [0, 1]; found " + attack + " and " + anomaly);
            }
        }

        /** An odd connection is an attack at half the share. */
        boolean isAttack(double share, double oddness) {
            return share >= attack || (oddness >= anomaly && share >= attack / 2);
        }
    }

    AttackModel(
            FeatureSchema schema,
            List<AttackClass> classes,
            TreeEnsemble forest,
            IsolationForest isolation,
            Thresholds thresholds,
            Calibration calibration,
            Provenance provenance)
            throws MalformedModelException {
        if (classes.size() < 2 || classes.get(0) != AttackClass.NORMAL || forest.outputs() != classes.size()) {
            throw new MalformedModelException("expected the class normal, at least one attack, and an output for each;"
                    + " found " + classes + " and " + forest.outputs() + " outputs");
        }
        this.schema = schema;
        this.classes = List.copyOf(classes);
        this.forest = forest;
        this.isolation = isolation;
        this.thresholds = thresholds;
        this.calibration = calibration;
        this.provenance = provenance;
    }

    /** What its vectors hold. */
    public FeatureSchema schema() {
        return schema;
    }

    /** The classes that it tells apart, normal first. */
    public List<AttackClass> classes() {
        return classes;
    }

    /** Where it comes from. */
    public Provenance provenance() {
        return provenance;
    }

    /** The same model with what was measured of it. */
    public AttackModel withMetrics(List<Provenance.Metric> metrics) {
        try {
            return new AttackModel(
                    schema, classes, forest, isolation, thresholds, calibration, provenance.with(metrics));
        } catch (MalformedModelException e) {
            throw new IllegalStateException("the parts of a model fit", e);
        }
    }

    /** From this share of the forest on a connection is an attack, in (0, 1]. */
    public double attackThreshold() {
        return thresholds.attack();
    }

    /** Trees and nodes of the forest, for people. */
    public String size() {
        return forest.trees() + " trees with " + forest.nodes() + " nodes, isolation "
                + isolation.trees().trees() + " with " + isolation.trees().nodes();
    }

    /**
     * Judges one connection, in time that the depth of the trees bounds.
     *
     * @param vector of this model's schema
     * @throws IllegalArgumentException when it has another length or holds what is not a number
     */
    public Judgement judge(double[] vector) {
        check(vector);
        long[] sums = forest.sums(vector);
        double attack = 1 - sums[0] / whole();
        double anomaly = isolation.score(vector);
        AttackClass likeliest = AttackClass.NORMAL;
        if (thresholds.isAttack(attack, anomaly)) {
            int best = 1;
            for (int i = 2; i < sums.length; i++) {
                best = sums[i] > sums[best] ? i : best;
            }
            likeliest = classes.get(best);
        }
        return new Judgement(attack, likeliest, anomaly, calibration.confidence(attack));
    }

    /** {@link Judgement#attack} alone, for those who ask often. */
    public double attackShare(double[] vector) {
        return 1 - forest.sum(vector, 0) / whole();
    }

    /**
     * Judges, and says why.
     *
     * @throws IllegalArgumentException as {@link #judge}
     */
    public Explanation explain(double[] vector) {
        Judgement judgement = judge(vector);
        long[] normal = forest.contributions(vector, 0);
        List<Explanation.Share> shares = new ArrayList<>();
        IntStream.range(0, normal.length)
                .filter(i -> normal[i] != 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> -Math.abs(normal[i]))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(i -> {
                    Feature feature = schema.features().get(i);
                    shares.add(new Explanation.Share(feature.name(), feature.raw(vector[i]), -normal[i] / whole()));
                });
        return new Explanation(judgement, 1 - forest.base(0) / whole(), shares);
    }

    /** The numbers at which the forest asks for a feature, ascending: what an attacker who has the model knows. */
    public double[] cuts(int feature) {
        return forest.thresholds(feature);
    }

    private double whole() {
        return (double) forest.trees() * TreeEnsemble.ONE;
    }

    private void check(double[] vector) {
        if (vector.length != schema.size()) {
            throw new IllegalArgumentException(
                    "a vector of schema " + schema.name() + " has " + schema.size() + " numbers, got " + vector.length);
        }
        for (double number : vector) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("a vector holds finite numbers, got " + number);
            }
        }
    }

    TreeEnsemble forest() {
        return forest;
    }

    IsolationForest isolation() {
        return isolation;
    }

    Thresholds thresholds() {
        return thresholds;
    }

    Calibration calibration() {
        return calibration;
    }
}
