package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains and measures: on 70 % of the rows and on the other 30 %, which nothing has seen, or on a test set of its own.
 * The same files, seed and configuration give the same model, byte for byte.
 */
public final class Training {
    /** The part of the rows that is trained on when there is no test set. */
    static final double TRAINED = 0.7;

    private static final double HELD_OUT = 0.3;
    /** Attacks that evasion is measured on, at most. */
    private static final int ATTACKED_MAX = 4_000;
    /** The metric that says that a model has a hold-out. */
    private static final String HOLD_OUT = "hold-out share";

    private Training() {}

    /**
     * A model measured.
     *
     * @param evaluation on rows as they are
     * @param evasion on attacks that hide
     */
    public record Measured(Evaluation evaluation, EvasionReport evasion) {}

    /**
     * What came of a training.
     *
     * @param model to be written down, with its metrics
     * @param plain before hardening
     * @param hardened after it; empty when none was asked for
     */
    public record Outcome(AttackModel model, Measured plain, Optional<Measured> hardened) {
        /** What was measured of {@link #model}. */
        public Measured last() {
            return hardened.orElse(plain);
        }
    }

    /**
     * Trains.
     *
     * @param test rows to measure on; empty to hold some of {@code data} out
     * @param progress takes one line per step
     * @throws DataSetException when there are too few rows, or only one class
     */
    public static Outcome train(DataSet data, Optional<DataSet> test, TrainerConfig config, Consumer<String> progress)
            throws DataSetException {
        List<LabelledRow> trained = data.rows();
        List<LabelledRow> measured;
        if (test.isPresent()) {
            measured = test.get().rows();
        } else {
            Split split = Split.stratified(data.rows(), TRAINED, config.seed());
            trained = split.first();
            measured = split.second();
        }
        ModelTrainer.Trained models = new ModelTrainer(config, progress).train(data, trained);
        progress.accept("measuring on " + measured.size() + " rows");
        Measured plain = measure(models.plain(), measured);
        Optional<Measured> hardened =
                config.rounds() == 0 ? Optional.empty() : Optional.of(measure(models.hardened(), measured));
        AttackModel model = models.hardened().withMetrics(metrics(plain, hardened, test.isPresent() ? 0 : HELD_OUT));
        return new Outcome(model, plain, hardened);
    }

    /** Measures a model on rows. */
    public static Measured measure(AttackModel model, List<LabelledRow> rows) {
        return new Measured(Evaluation.of(model, rows), EvasionReport.of(model, rows, ATTACKED_MAX));
    }

    /**
     * The rows of a data set that a model has not been trained on: all of them, or its hold-out when it was trained on
     * the same files.
     */
    public static List<LabelledRow> unseen(AttackModel model, DataSet data) {
        Provenance from = model.provenance();
        if (!from.sourceHash().equals(data.hash())) {
            return data.rows();
        }
        boolean heldOut = from.metrics().stream().anyMatch(m -> m.name().equals(HOLD_OUT) && m.value() > 0);
        return heldOut ? Split.stratified(data.rows(), TRAINED, from.seed()).second() : List.of();
    }

    private static List<Provenance.Metric> metrics(Measured plain, Optional<Measured> hardened, double heldOut) {
        Measured last = hardened.orElse(plain);
        List<Provenance.Metric> all = new ArrayList<>();
        add(all, HOLD_OUT, heldOut);
        add(all, "attack F1", last.evaluation().attackF1());
        add(all, "macro F1", last.evaluation().macroF1());
        add(all, "false positive rate", last.evaluation().falsePositiveRate());
        add(all, "ROC AUC", last.evaluation().rocAuc());
        add(all, "evasion rate", last.evasion().rate());
        add(all, "attack F1 before hardening", plain.evaluation().attackF1());
        add(all, "evasion rate before hardening", plain.evasion().rate());
        return all;
    }

    /** A test set of one class has no curve, and no number for it. */
    private static void add(List<Provenance.Metric> all, String name, double value) {
        if (Double.isFinite(value)) {
            all.add(new Provenance.Metric(name, value));
        }
    }
}
