package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.TestRows;
import com.hookprobe.qsecbit.model.Schemas;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
    private static final Recipe RECIPE = new Recipe(AggregationRule.MEAN, 0, 0, false, 128, 200);
    private static final List<FlowExample> ROWS = TestRows.examples(5, 300);
    private static final LearnedModel FIRST = LearnedModel.first(TestRows.LAYOUT);
    private static final LearnedModel GOOD =
            CentralTraining.train(TestRows.LAYOUT, TestRows.examples(1, 300), 60, RECIPE, true);

    private static LearnedModel withBias(LearnedModel model, int bias) {
        int[] weights = model.weights();
        weights[0] += bias;
        return new LearnedModel(
                model.layout(), model.number() + 1, model.id(), RECIPE, 0, model.used(), weights, model.velocity());
    }

    @Test
    void aBetterModelPassesAndAWorseOneDoesNot() {
        Measure first = Measure.of(FIRST, ROWS);
        Measure good = Measure.of(GOOD, ROWS);
        assertThat(Acceptance.STANDARD.judge(GOOD, List.of(first), ROWS).accepted())
                .isTrue();
        LearnedModel blind = withBias(GOOD, -100 * LearnedModel.ONE);
        assertThat(Acceptance.STANDARD.judge(blind, List.of(good), ROWS).faults())
                .anyMatch(f -> f.startsWith("expected F1 of"));
        LearnedModel shrill = withBias(GOOD, 100 * LearnedModel.ONE);
        assertThat(Acceptance.STANDARD.judge(shrill, List.of(good), ROWS).faults())
                .anyMatch(f -> f.startsWith("expected F1 of"));
        // Not the base alone counts: a base that was already worse is no excuse.
        assertThat(Acceptance.STANDARD.judge(blind, List.of(good, first), ROWS).accepted())
                .isFalse();
        assertThat(Acceptance.STANDARD.judge(blind, List.of(first), ROWS).accepted())
                .isTrue();
    }

    @Test
    void aModelThatCanBeEvadedDoesNotFollowOneThatCannot() {
        int bin = TestRows.LAYOUT.bins(TestRows.vector(new SplittableRandom(1), true))[0];
        assertThat(bin).isZero();
        int[] weights = GOOD.weights();
        double[] waiting = TestRows.vector(new SplittableRandom(1), true);
        waiting[Schemas.FLOW.indexOf("duration")] = StrictMath.log1p(50);
        for (int one : TestRows.LAYOUT.bins(waiting)) {
            if (TestRows.LAYOUT.describe(one).startsWith("duration")) {
                weights[one] = -100 * LearnedModel.ONE;
            }
        }
        LearnedModel hollow = new LearnedModel(
                GOOD.layout(), GOOD.number() + 1, GOOD.id(), RECIPE, 0, GOOD.used(), weights, GOOD.velocity());
        Acceptance.Verdict verdict = Acceptance.STANDARD.judge(hollow, List.of(Measure.of(GOOD, ROWS)), ROWS);
        assertThat(verdict.measure().f1()).isGreaterThan(0.97);
        assertThat(verdict.faults()).singleElement().asString().contains("disguised");
    }

    @Test
    void onlyAModelThatFindsAttacksAndIsQuietIsFit() {
        assertThat(Acceptance.STANDARD.fit(GOOD, ROWS).accepted()).isTrue();
        assertThat(Acceptance.STANDARD.fit(FIRST, ROWS).faults())
                .singleElement()
                .asString()
                .contains("finds attacks");
        assertThat(Acceptance.STANDARD
                        .fit(withBias(GOOD, 100 * LearnedModel.ONE), ROWS)
                        .faults())
                .singleElement()
                .asString()
                .contains("false alarms");
    }

    @Test
    void rowsOfOneKindProveNothing() {
        List<FlowExample> attacks = ROWS.stream().filter(FlowExample::isAttack).toList();
        assertThat(Acceptance.STANDARD.fit(GOOD, attacks).faults())
                .singleElement()
                .asString()
                .contains("normal");
        Measure first = Measure.of(FIRST, ROWS);
        assertThatThrownBy(() -> Acceptance.STANDARD.judge(GOOD, List.of(first), attacks))
                .hasMessageContaining("normal");
        assertThatThrownBy(() -> Acceptance.STANDARD.judge(GOOD, List.of(), ROWS))
                .hasMessageContaining("before");
        assertThatThrownBy(() -> new Acceptance(-0.1, 0, 0)).hasMessageContaining("0..1");
    }
}
