package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.TestKey;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final Bytes32 MODEL = TestKey.id(1);
    private static final Bytes32 PARENT = TestKey.id(2);
    private static final long DAY = 86_400_000_000L;
    private static final SiteCounts USUAL = new SiteCounts(10_000, 20, 10);

    private final Rollout rollout = new Rollout(RolloutConfig.STANDARD);
    private RolloutState state = Rollout.start(MODEL, PARENT, 4, 0).state();
    private long now;

    private Rollout.Step report(int owner, Bytes32 model, SiteCounts counts, int cohort) {
        Rollout.Step step = rollout.report(state, TestKey.id(owner), model, counts, cohort, now);
        state = step.state();
        return step;
    }

    @Test
    void goesFromFiveToFiftyToAllAndIsDone() {
        Rollout.Step start = Rollout.start(MODEL, PARENT, 4, 0);
        assertThat(start.order()).contains(new Rollout.Order(5, Rollout.Cause.STARTED));
        assertThat(start.state().sequence()).isEqualTo(5);
        report(1, PARENT, USUAL, 1);
        assertThat(report(1, MODEL, USUAL, 1).order()).isEmpty();
        now = DAY - 1;
        assertThat(rollout.tick(state, 1, now).order()).isEmpty();
        now = DAY;
        Rollout.Step half = rollout.tick(state, 1, now);
        assertThat(half.order()).contains(new Rollout.Order(50, Rollout.Cause.SOAKED));
        assertThat(half.state().sequence()).isEqualTo(6);
        state = half.state();
        now = 2 * DAY;
        // Ten are in it now, and five have to report.
        assertThat(rollout.tick(state, 10, now).order()).isEmpty();
        for (int owner = 2; owner <= 4; owner++) {
            assertThat(report(owner, MODEL, USUAL, 10).order()).isEmpty();
        }
        assertThat(report(5, MODEL, USUAL, 10).order()).contains(new Rollout.Order(100, Rollout.Cause.SOAKED));
        now = 3 * DAY;
        Rollout.Step done = rollout.tick(state, 10, now);
        assertThat(done.order()).isEmpty();
        assertThat(done.state().stage()).isEqualTo(RolloutStage.DONE);
        assertThat(rollout.tick(done.state(), 10, 9 * DAY).state().stage()).isEqualTo(RolloutStage.DONE);
    }

    @Test
    void silenceDoesNotPromote() {
        now = 100 * DAY;
        assertThat(rollout.tick(state, 1, now).order()).isEmpty();
        // Too few connections say nothing.
        assertThat(report(1, MODEL, new SiteCounts(999, 0, 0), 1).order()).isEmpty();
        assertThat(report(1, MODEL, new SiteCounts(1_000, 0, 0), 1).order()).isPresent();
    }

    @Test
    void anEmptyCohortIsNotWaitedFor() {
        now = DAY;
        assertThat(rollout.tick(state, 0, now).order()).contains(new Rollout.Order(50, Rollout.Cause.SOAKED));
    }

    @Test
    void risingVetoesOrErrorsTakeItBackAtOnce() {
        report(1, PARENT, USUAL, 1);
        Rollout.Step vetoes = report(1, MODEL, new SiteCounts(10_000, 41, 10), 1);
        assertThat(vetoes.order()).contains(new Rollout.Order(0, Rollout.Cause.VETOES_RISE));
        assertThat(state.stage()).isEqualTo(RolloutStage.BACK);
        state = Rollout.start(MODEL, PARENT, 9, 0).state();
        report(1, PARENT, USUAL, 1);
        assertThat(report(1, MODEL, new SiteCounts(10_000, 20, 26), 1).order())
                .contains(new Rollout.Order(0, Rollout.Cause.ERRORS_RISE));
        // Nothing brings it up again.
        now = 50 * DAY;
        assertThat(report(1, MODEL, USUAL, 1).order()).isEmpty();
        assertThat(Rollout.promote(state, now).order()).isEmpty();
    }

    @Test
    void aSmallRiseIsNone() {
        report(1, PARENT, USUAL, 1);
        // 2,000 in a million, and half as much, and 1,000 more.
        assertThat(report(1, MODEL, new SiteCounts(10_000, 40, 25), 1).order()).isEmpty();
        assertThat(state.stage()).isEqualTo(RolloutStage.FIRST);
    }

    @Test
    void aSiteWithoutAPastIsComparedWithTheOthers() {
        for (int owner = 2; owner <= 6; owner++) {
            report(owner, PARENT, USUAL, 1);
        }
        assertThat(report(1, MODEL, new SiteCounts(10_000, 41, 10), 1).order()).isPresent();
    }

    @Test
    void oneOfFourLiarsNeitherStopsNorPushes() {
        for (int owner = 1; owner <= 4; owner++) {
            report(owner, PARENT, USUAL, 4);
        }
        for (int owner = 1; owner <= 3; owner++) {
            report(owner, MODEL, USUAL, 4);
        }
        assertThat(report(4, MODEL, new SiteCounts(10_000, 9_000, 9_000), 4).order())
                .isEmpty();
        assertThat(state.stage()).isEqualTo(RolloutStage.FIRST);
        // Two of four are too many.
        assertThat(report(3, MODEL, new SiteCounts(10_000, 9_000, 9_000), 4).order())
                .contains(new Rollout.Order(0, Rollout.Cause.VETOES_RISE));
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
        assertThat(Rollout.rollBack(back.state(), 5).order()).isEmpty();
    }

    @Test
    void reportsOfOtherModelsAreDropped() {
        assertThat(report(1, TestKey.id(3), USUAL, 1).state().withParent()).isEmpty();
        assertThat(state.withModel()).isEmpty();
    }
}
