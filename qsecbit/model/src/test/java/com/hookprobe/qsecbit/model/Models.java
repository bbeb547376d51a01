package com.hookprobe.qsecbit.model;

import java.util.ArrayList;
import java.util.List;

/** Small models, made by hand. */
final class Models {
    static final List<AttackClass> CLASSES = List.of(AttackClass.NORMAL, AttackClass.DOS, AttackClass.PROBE);

    private Models() {}

    /**
     * A model of flows with two trees: unanswered connections of a source are a scan, refused ones too; with more than
     * 20 to the same host they are a flood.
     */
    static AttackModel flow() {
        return build(Schemas.FLOW, "serror_rate", "rerror_rate", "count");
    }

    static AttackModel kdd() {
        return build(Schemas.KDD, "serror_rate", "rerror_rate", "count");
    }

    private static AttackModel build(FeatureSchema schema, String first, String second, String counted) {
        ForestBuilder forest = new ForestBuilder(schema.size(), CLASSES);
        for (String sign : List.of(first, second)) {
            forest.tree();
            int root = forest.split(schema.indexOf(sign), 0.5);
            forest.leaf(new double[] {0.97, 0.01, 0.02});
            forest.right(root);
            int many = forest.split(schema.indexOf(counted), 20);
            forest.leaf(new double[] {0.05, 0.05, 0.9});
            forest.right(many);
            forest.leaf(new double[] {0.02, 0.95, 0.03});
        }
        List<double[]> normal = new ArrayList<>();
        List<double[]> held = new ArrayList<>();
        boolean[] attacks = new boolean[40];
        for (int i = 0; i < 40; i++) {
            double[] vector = new double[schema.size()];
            vector[0] = i;
            normal.add(vector);
            double[] other = vector.clone();
            attacks[i] = i % 2 == 0;
            other[schema.indexOf(first)] = attacks[i] ? 1 : 0;
            held.add(other);
        }
        Provenance provenance = new Provenance(
                "by hand", "test", "ab".repeat(32), 40, 1, 5, 0, List.of(new Provenance.Metric("attack F1", 0.5)));
        return ModelBuilder.build(schema, CLASSES, forest, held, normal, held, attacks, provenance);
    }
}
