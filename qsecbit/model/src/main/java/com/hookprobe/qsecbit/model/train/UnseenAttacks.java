package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackModel;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a model does with attacks that it was never trained on: each named attack in turn is left out of the training and
 * then looked for. A hold-out cannot say this, for it holds the same attacks as the training.
 */
public final class UnseenAttacks {
    private static final int ROWS_MIN = 50;

    private UnseenAttacks() {}

    /**
     * One attack that was left out.
     *
     * @param rows how many there are of it
     * @param recall of these, those that were taken for an attack of any class
     * @param falsePositiveRate of the normal rows of the hold-out at the same time
     */
    public record Result(String attack, int rows, double recall, double falsePositiveRate) {}

    /**
     * Trains once for each attack with at least 50 rows.
     *
     * @throws DataSetException when there are too few rows, or only one attack
     */
    public static List<Result> measure(DataSet data, TrainerConfig config, Consumer<String> progress)
            throws DataSetException {
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (LabelledRow row : data.rows()) {
            if (row.label().isAttack()) {
                counts.merge(row.name(), 1, Integer::sum);
            }
        }
        counts.values().removeIf(count -> count < ROWS_MIN);
        Split split = Split.stratified(data.rows(), Training.TRAINED, config.seed());
        List<LabelledRow> normal =
                split.second().stream().filter(row -> !row.label().isAttack()).toList();
        List<Result> results = new ArrayList<>();
        for (String attack : counts.keySet()) {
            progress.accept("without " + attack);
            List<LabelledRow> known = split.first().stream()
                    .filter(row -> !row.name().equals(attack))
                    .toList();
            AttackModel model =
                    new ModelTrainer(config, line -> {}).train(data, known).hardened();
            List<LabelledRow> sought = data.rows().stream()
                    .filter(row -> row.name().equals(attack))
                    .toList();
            results.add(new Result(
                    attack,
                    sought.size(),
                    Evaluation.of(model, sought).attackRecall(),
                    Evaluation.of(model, normal).falsePositiveRate()));
        }
        return results;
    }
}
