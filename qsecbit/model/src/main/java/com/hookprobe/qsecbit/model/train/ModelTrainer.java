package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.ForestBuilder;
import com.hookprobe.qsecbit.model.ModelBuilder;
import com.hookprobe.qsecbit.model.Provenance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Trains a model, and hardens it.
 *
 * <p>15 % of the rows are held back: thresholds and confidence come from them, for a forest is nearly always sure of
 * what it was grown on.
 *
 * <p>Hardening is adversarial training (Kantchelian, Tygar, Joseph: Evasion and Hardening of Tree Ensemble Classifiers,
 * 2016): each round attacks the model of the round before with {@link EvasionAttack}, adds what it finds to the rows
 * with the label that it still has, and trains again. Rows of every label are moved at random within the same
 * reach as well, see {@link Perturbation}.
 */
final class ModelTrainer {
    private static final double FITTED = 0.85;
    /** Attacks that are hidden per round, at most. */
    private static final int HIDDEN_MAX = 6_000;

    private final TrainerConfig config;
    private final Consumer<String> progress;

    ModelTrainer(TrainerConfig config, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
    }

    /** A model, and what it was before it was hardened; the same one when it was not. */
    record Trained(AttackModel plain, AttackModel hardened) {}

    /**
     * The model of these rows.
     *
     * @throws DataSetException when there are too few rows, or only one class
     */
    Trained train(DataSet data, List<LabelledRow> rows) throws DataSetException {
        long normal = rows.stream().filter(row -> !row.label().isAttack()).count();
        if (normal < 20 || rows.size() - normal < 2) {
            throw new DataSetException("expected at least 20 normal rows and 2 attacks to train on; found " + normal
                    + " and " + (rows.size() - normal));
        }
        Split split = Split.stratified(rows, FITTED, config.seed());
        List<AttackClass> classes = classes(rows);
        progress.accept(
                "growing " + config.trees() + " trees on " + split.first().size() + " rows");
        AttackModel plain = fit(data, classes, split.first(), split.second(), 0, 0);
        AttackModel model = plain;
        List<LabelledRow> made = new ArrayList<>();
        List<LabelledRow> madeHeld = new ArrayList<>();
        Perturbation perturbation = new Perturbation(data.schema(), config.seed());
        for (int round = 1; round <= config.rounds(); round++) {
            hide(model, split.first(), made);
            hide(model, split.second(), madeHeld);
            perturbation.move(split.first(), made);
            perturbation.move(split.second(), madeHeld);
            progress.accept("hardening, round " + round + " of " + config.rounds() + ": " + made.size() + " made rows");
            model = fit(
                    data, classes, joined(split.first(), made), joined(split.second(), madeHeld), made.size(), round);
        }
        return new Trained(plain, model);
    }

    private void hide(AttackModel model, List<LabelledRow> rows, List<LabelledRow> made) {
        EvasionAttack attack = new EvasionAttack(model);
        for (LabelledRow row : EvasionReport.attacks(rows, HIDDEN_MAX)) {
            if (model.judge(row.vector()).isAttack()) {
                double[] hidden = attack.hide(row.vector());
                // What hardly moves the model teaches it nothing.
                if (model.attackShare(hidden) < 0.75 * model.attackShare(row.vector())) {
                    made.add(new LabelledRow(hidden, row.label(), row.name()));
                }
            }
        }
    }

    private AttackModel fit(
            DataSet data,
            List<AttackClass> classes,
            List<LabelledRow> fitted,
            List<LabelledRow> held,
            int madeRows,
            int rounds) {
        ForestBuilder forest = new ForestTrainer(config.trees(), config.seed())
                .grow(data.schema().size(), classes, fitted);
        boolean[] attacks = new boolean[held.size()];
        for (int i = 0; i < attacks.length; i++) {
            attacks[i] = held.get(i).label().isAttack();
        }
        return ModelBuilder.build(
                data.schema(),
                classes,
                forest,
                vectors(fitted),
                vectors(fitted.stream().filter(row -> !row.label().isAttack()).toList()),
                vectors(held),
                attacks,
                new Provenance(
                        ForestTrainer.TRAINER,
                        data.source(),
                        data.hash(),
                        fitted.size(),
                        madeRows,
                        config.seed(),
                        rounds,
                        List.of()));
    }

    private static List<AttackClass> classes(List<LabelledRow> rows) {
        TreeSet<AttackClass> found = new TreeSet<>(Comparator.comparingInt(AttackClass::code));
        rows.forEach(row -> found.add(row.label()));
        return List.copyOf(found);
    }

    private static List<double[]> vectors(List<LabelledRow> rows) {
        return rows.stream().map(LabelledRow::vector).toList();
    }

    private static List<LabelledRow> joined(List<LabelledRow> rows, List<LabelledRow> made) {
        List<LabelledRow> all = new ArrayList<>(rows);
        all.addAll(made);
        return all;
    }
}
