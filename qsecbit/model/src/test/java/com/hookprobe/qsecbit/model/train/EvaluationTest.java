package com.hookprobe.qsecbit.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.hookprobe.qsecbit.model.AttackClass;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    @Test
    void theAreaUnderTheCurveCountsPairs() {
        boolean[] truth = {false, false, true, true};
        assertThat(Evaluation.auc(new double[] {0.1, 0.4, 0.35, 0.8}, truth)).isEqualTo(0.75);
        assertThat(Evaluation.auc(new double[] {0.5, 0.5, 0.5, 0.5}, truth)).isEqualTo(0.5);
        assertThat(Evaluation.auc(new double[] {0.9, 0.8, 0.2, 0.1}, truth)).isZero();
        assertThat(Evaluation.auc(new double[] {0.9}, new boolean[] {true})).isNaN();
    }

    @Test
    void theNumbersAreThoseOfTheConfusionMatrix() throws Exception {
        DataSet data = SyntheticRows.dataSet(400, 2);
        Training.Outcome outcome = Training.train(data, Optional.empty(), new TrainerConfig(8, 1, 0), line -> {});
        Evaluation of = outcome.last().evaluation();
        long right = 0;
        long found = 0;
        long alarms = 0;
        long attacks = 0;
        for (AttackClass truth : AttackClass.values()) {
            for (AttackClass said : AttackClass.values()) {
                long count = of.count(truth, said);
                right += truth.isAttack() == said.isAttack() ? count : 0;
                found += truth.isAttack() && said.isAttack() ? count : 0;
                alarms += !truth.isAttack() && said.isAttack() ? count : 0;
                attacks += truth.isAttack() ? count : 0;
            }
        }
        assertThat(of.accuracy()).isEqualTo((double) right / of.rows());
        assertThat(of.attackRecall()).isEqualTo((double) found / attacks);
        assertThat(of.attackPrecision()).isEqualTo((double) found / (found + alarms));
        assertThat(of.falsePositiveRate()).isEqualTo((double) alarms / of.support(AttackClass.NORMAL));
        assertThat(of.attackF1()).isCloseTo(2.0 * found / (2.0 * found + alarms + attacks - found), within(1e-12));
    }

    @Test
    void aSplitKeepsTheShareOfEveryAttackAndLosesNoRow() {
        List<LabelledRow> rows = SyntheticRows.rows(400, 2);
        Split split = Split.stratified(rows, 0.7, 5);
        assertThat(split.first()).hasSize(280).doesNotContainAnyElementsOf(split.second());
        assertThat(split.second()).hasSize(120);
        for (String name : List.of("normal", "flood", "scan")) {
            long all = rows.stream().filter(row -> row.name().equals(name)).count();
            long first = split.first().stream()
                    .filter(row -> row.name().equals(name))
                    .count();
            assertThat(first).isEqualTo(Math.round(0.7 * all));
        }
        assertThat(Split.stratified(rows, 0.7, 5)).isEqualTo(split);
        assertThat(Split.stratified(rows, 0.7, 6)).isNotEqualTo(split);
    }
}
