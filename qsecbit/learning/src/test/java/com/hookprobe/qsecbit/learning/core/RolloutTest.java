package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.TestKey;
import com.hookprobe.qsecbit.learning.TestRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final List<FlowExample> ROWS = TestRows.examples(5, 300);
    private static final LearnedModel CANDIDATE = CentralTraining.train(
            TestRows.LAYOUT,
            TestRows.examples(1, 300),
            60,
            new Recipe(AggregationRule.MEAN, 0, 0, false, 128, 200),
            true);
    private static final Bytes32 MODEL = CANDIDATE.id();
    private static final Bytes32 PARENT = TestKey.id(2);
    private static final long DAY = 86_400_000_000L;
    private static final SiteCounts USUAL = new SiteCounts(10_000, 20, 10);
    private static final SiteCounts WORSE = new SiteCounts(10_000, 9_000, 9_000);

    private final Rollout rollout = new Rollout(RolloutConfig.STANDARD);
    private final Map<Bytes32, Bytes32> owners = new HashMap<>();
    private RolloutState state = begin(4).state();
    private long now;

    private static Rollout.Step begin(long lastSequence) {
        return Rollout.start(Percents.STANDARD, CANDIDATE, PARENT, ROWS, lastSequence, 0)
                .step()
                .orElseThrow();
    }

    /** So many nodes of so many owners that the stage of a percentage is for, and the one before it is not. */
    private List<Bytes32> nodes(int count, int above, int percent) {
        List<Bytes32> found = new ArrayList<>();
        for (int number = 1_000 * percent; found.size() < count; number++) {
            Bytes32 node = TestKey.id(number);
            if (RolloutOrder.isFor(MODEL, percent, node) && !RolloutOrder.isFor(MODEL, above, node)) {
                found.add(node);
                owners.put(node, TestKey.id(-number));
            }
        }
        return found;
    }

    private static ModelHealth told(Bytes32 node, Bytes32 model, SiteCounts counts) {
        return new ModelHealth(node, model, counts.flows(), counts.vetoes(), counts.errors(), new byte[64]);
    }

    private Rollout.Step report(Bytes32 node, Bytes32 model, SiteCounts counts) {
        return report(List.of(told(node, model, counts)));
    }

    private Rollout.Step report(List<ModelHealth> reports) {
        Rollout.Step step = rollout.tick(Rollout.noted(state, reports, owners), owners, now);
        state = step.state();
        return step;
    }

    @Test
    void goesFromFiveToFiftyToAllAndIsDone() {
        assertThat(begin(4).order()).contains(new Rollout.Order(5, Rollout.Cause.STARTED));
        assertThat(state.sequence()).isEqualTo(5);
        Bytes32 first = nodes(1, 0, 5).get(0);
        report(first, PARENT, USUAL);
        assertThat(report(first, MODEL, USUAL).order()).isEmpty();
        now = DAY - 1;
        assertThat(report(List.of()).order()).isEmpty();
        now = DAY;
        assertThat(report(List.of()).order()).contains(new Rollout.Order(50, Rollout.Cause.SOAKED));
        assertThat(state.sequence()).isEqualTo(6);
        now = 2 * DAY;
        // Ten are in it now, and five have to report.
        List<Bytes32> more = nodes(9, 5, 50);
        assertThat(rollout.outlook(state, owners)).isEqualTo(new Rollout.Outlook(10, 1, 0, 0, 1));
        for (int i = 0; i < 3; i++) {
            assertThat(report(more.get(i), MODEL, USUAL).order()).isEmpty();
        }
        assertThat(report(more.get(3), MODEL, USUAL).order()).contains(new Rollout.Order(100, Rollout.Cause.SOAKED));
        now = 3 * DAY;
        assertThat(report(List.of()).order()).isEmpty();
        assertThat(state.stage()).isEqualTo(RolloutStage.DONE);
        // No order went out for that.
        assertThat(state.sequence()).isEqualTo(7);
        now = 9 * DAY;
        assertThat(report(List.of()).state().stage()).isEqualTo(RolloutStage.DONE);
    }

    @Test
    void whatIsNotFitForSitesDoesNotStart() {
        int[] weights = CANDIDATE.weights();
        weights[0] += 100 * LearnedModel.ONE;
        LearnedModel shrill = new LearnedModel(
                CANDIDATE.layout(),
                CANDIDATE.number() + 1,
                MODEL,
                CANDIDATE.recipe(),
                0,
                CANDIDATE.used(),
                weights,
                CANDIDATE.velocity());
        Rollout.Started started = Rollout.start(Percents.STANDARD, shrill, MODEL, ROWS, 4, 0);
        assertThat(started.step()).isEmpty();
        assertThat(started.verdict().faults()).singleElement().asString().contains("false alarms");
        List<FlowExample> attacks = ROWS.stream().filter(FlowExample::isAttack).toList();
        assertThat(Rollout.start(Percents.STANDARD, shrill, MODEL, attacks, 4, 0)
                        .step())
                .isEmpty();
        assertThat(Rollout.start(Percents.STANDARD, CANDIDATE, PARENT, List.of(), 4, 0)
                        .step())
                .isEmpty();
    }

    @Test
    void silenceDoesNotPromote() {
        Bytes32 only = nodes(1, 0, 5).get(0);
        now = 100 * DAY;
        assertThat(report(List.of()).order()).isEmpty();
        // Too few connections say nothing.
        assertThat(report(only, MODEL, new SiteCounts(999, 0, 0)).order()).isEmpty();
        assertThat(report(only, MODEL, new SiteCounts(1_000, 0, 0)).order()).isPresent();
    }

    @Test
    void anEmptyCohortIsNotWaitedFor() {
        now = DAY;
        nodes(3, 5, 50);
        assertThat(report(List.of()).order()).contains(new Rollout.Order(50, Rollout.Cause.SOAKED));
    }

    @Test
    void risingVetoesOrErrorsTakeItBackAtOnce() {
        Bytes32 only = nodes(1, 0, 5).get(0);
        report(only, PARENT, USUAL);
        assertThat(report(only, MODEL, new SiteCounts(10_000, 41, 10)).order())
                .contains(new Rollout.Order(0, Rollout.Cause.VETOES_RISE));
        assertThat(state.stage()).isEqualTo(RolloutStage.BACK);
        state = begin(9).state();
        report(only, PARENT, USUAL);
        assertThat(report(only, MODEL, new SiteCounts(10_000, 20, 26)).order())
                .contains(new Rollout.Order(0, Rollout.Cause.ERRORS_RISE));
        // Nothing brings it up again.
        now = 50 * DAY;
        assertThat(report(only, MODEL, USUAL).order()).isEmpty();
        assertThat(Rollout.promote(state, now).order()).isEmpty();
    }

    @Test
    void aSmallRiseIsNone() {
        Bytes32 only = nodes(1, 0, 5).get(0);
        report(only, PARENT, USUAL);
        // 2,000 in a million, and half as much, and 1,000 more.
        assertThat(report(only, MODEL, new SiteCounts(10_000, 40, 25)).order()).isEmpty();
        assertThat(state.stage()).isEqualTo(RolloutStage.FIRST);
    }

    @Test
    void aSiteWithoutAPastIsComparedWithTheOthers() {
        Bytes32 only = nodes(1, 0, 5).get(0);
        nodes(5, 5, 50).forEach(other -> report(other, PARENT, USUAL));
        assertThat(report(only, MODEL, new SiteCounts(10_000, 40, 10)).order()).isEmpty();
        assertThat(report(only, MODEL, new SiteCounts(10_000, 41, 10)).order()).isPresent();
    }

    @Test
    void oneOfFourLiarsNeitherStopsNorPushes() {
        List<Bytes32> four = nodes(4, 0, 5);
        four.forEach(node -> report(node, PARENT, USUAL));
        // Also when it is the first to speak.
        assertThat(report(four.get(3), MODEL, WORSE).order()).isEmpty();
        for (int i = 0; i < 3; i++) {
            assertThat(report(four.get(i), MODEL, USUAL).order()).isEmpty();
        }
        assertThat(state.stage()).isEqualTo(RolloutStage.FIRST);
        // Two of four are too many.
        assertThat(report(four.get(2), MODEL, WORSE).order()).contains(new Rollout.Order(0, Rollout.Cause.VETOES_RISE));
    }

    @Test
    void theOrderOfReportsChangesNothing() {
        List<Bytes32> twenty = nodes(20, 0, 5);
        for (int worse = 0; worse <= 10; worse++) {
            List<ModelHealth> reports = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                reports.add(told(twenty.get(i), MODEL, i < worse ? WORSE : USUAL));
            }
            for (int run = 0; run < 10; run++) {
                Collections.shuffle(reports, new Random(run));
                state = begin(4).state();
                twenty.forEach(node -> state = Rollout.noted(state, List.of(told(node, PARENT, USUAL)), owners));
                now = 0;
                reports.forEach(one -> report(List.of(one)));
                now = DAY;
                report(List.of());
                assertThat(state.stage())
                        .as(worse + " of 20 in order " + run)
                        .isEqualTo(worse > 5 ? RolloutStage.BACK : RolloutStage.HALF);
            }
        }
    }

    @Test
    void onlyTheSitesOfTheStageHaveASay() {
        Bytes32 in = nodes(1, 0, 5).get(0);
        List<Bytes32> out = nodes(5, 5, 50);
        report(in, PARENT, USUAL);
        out.forEach(node -> report(node, PARENT, USUAL));
        List<ModelHealth> others = new ArrayList<>();
        out.forEach(node -> others.add(told(node, MODEL, WORSE)));
        now = DAY;
        assertThat(report(others).order()).isEmpty();
        assertThat(state.withModel()).isEmpty();
        // Not through another node of an owner that has one in it either, and not one that is no member.
        owners.put(out.get(0), owners.get(in));
        assertThat(report(others).order()).isEmpty();
        assertThat(report(TestKey.id(7), MODEL, WORSE).order()).isEmpty();
        // Who left the mesh is not asked.
        report(in, MODEL, new SiteCounts(999, 0, 0));
        owners.remove(in);
        assertThat(rollout.outlook(state, owners)).isEqualTo(new Rollout.Outlook(0, 0, 0, 0, 0));
    }

    @Test
    void allNodesOfAnOwnerCountTogether() {
        List<Bytes32> two = nodes(2, 0, 5);
        owners.put(two.get(1), owners.get(two.get(0)));
        report(List.of(
                told(two.get(0), MODEL, new SiteCounts(600, 1, 0)),
                told(two.get(1), MODEL, new SiteCounts(400, 0, 2))));
        assertThat(state.withModel()).containsOnly(Map.entry(owners.get(two.get(0)), new SiteCounts(1_000, 1, 2)));
    }

    @Test
    void aPersonPromotesAndTakesBack() {
        Rollout.Step half = Rollout.promote(state, 1);
        assertThat(half.order()).contains(new Rollout.Order(50, Rollout.Cause.OPERATOR));
        RolloutState done =
                Rollout.promote(Rollout.promote(half.state(), 2).state(), 3).state();
        assertThat(done.stage()).isEqualTo(RolloutStage.DONE);
        Rollout.Step back = Rollout.rollBack(done, 4);
        assertThat(back.order()).contains(new Rollout.Order(0, Rollout.Cause.OPERATOR));
        assertThat(back.state().sequence()).isEqualTo(8);
        assertThat(Rollout.rollBack(back.state(), 5).order()).isEmpty();
    }

    @Test
    void reportsOfOtherModelsAreDropped() {
        Bytes32 only = nodes(1, 0, 5).get(0);
        assertThat(report(only, TestKey.id(3), USUAL).state().withParent()).isEmpty();
        assertThat(state.withModel()).isEmpty();
    }

    @Test
    void theStagesAreAtTheSitesThatTheRollOutBeganWith() {
        RolloutState at = Rollout.start(new Percents(20, 75), CANDIDATE, PARENT, ROWS, 0, 0)
                .step()
                .orElseThrow()
                .state();
        Rollout.Step second = Rollout.promote(at, 1);
        Rollout.Step all = Rollout.promote(second.state(), 2);
        assertThat(at.percent()).isEqualTo(20);
        assertThat(second.order().orElseThrow().percent()).isEqualTo(75);
        assertThat(all.order().orElseThrow().percent()).isEqualTo(100);
        assertThat(Rollout.promote(all.state(), 3).order()).isEmpty();
        for (int[] wrong : new int[][] {{0, 50}, {50, 50}, {60, 50}, {5, 100}}) {
            assertThatThrownBy(() -> new Percents(wrong[0], wrong[1])).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
