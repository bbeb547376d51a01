package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.FeatureSchema;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Connections as they might have been as well: longer, larger, from another port. Normal ones and attacks alike, or the
 * padding itself would tell them apart: a forest that sees it on attacks only takes it for a sign of attack, and one
 * that sees it on normal rows only can be hidden from by it.
 */
final class Perturbation {
    /** One row in so many is moved. */
    private static final int EVERY = 8;

    private final FeatureSchema schema;
    private final SplittableRandom random;

    Perturbation(FeatureSchema schema, long seed) {
        this.schema = schema;
        random = new SplittableRandom(seed);
    }

    /** Adds moved copies of some rows, with the labels that they have. */
    void move(List<LabelledRow> rows, List<LabelledRow> made) {
        for (int i = 0; i < rows.size(); i += EVERY) {
            LabelledRow row = rows.get(i);
            made.add(new LabelledRow(moved(row.vector()), row.label(), row.name()));
        }
    }

    private double[] moved(double[] vector) {
        double[] moved = vector.clone();
        boolean open = schema.isOpen(vector);
        for (int i = 0; i < moved.length; i++) {
            Feature feature = schema.features().get(i);
            Feature.Control control = feature.control();
            boolean can = control == Feature.Control.GROWS
                    || control == Feature.Control.FREE
                    || (control == Feature.Control.GROWS_WHEN_OPEN && open);
            if (!can || random.nextInt(2) == 0) {
                continue;
            }
            double raw = feature.raw(vector[i]);
            // Small additions are as likely as large ones.
            double added = StrictMath.expm1(random.nextDouble() * StrictMath.log1p(feature.reach()));
            moved[i] = control == Feature.Control.FREE
                    ? random.nextDouble() * feature.reach()
                    : feature.scaled(raw + added);
        }
        return moved;
    }
}
