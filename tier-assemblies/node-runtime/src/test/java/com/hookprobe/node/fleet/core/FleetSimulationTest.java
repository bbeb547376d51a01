package com.hookprobe.node.fleet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** docs/spec/fleet.md, 5 and 6, on many seeds. */
class FleetSimulationTest {
    private static final int SEEDS = 8;
    private static final Plan PLAN = new Plan(Set.of(), List.of(10, 50, 100), 60, 20);

    private interface Play {
        void on(FleetSimulation run, SplittableRandom random);
    }

    private static void play(int sites, int liars, int refusing, Play play) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FleetSimulation run = new FleetSimulation(seed, sites, 30, liars, refusing);
            try {
                run.group("shops", "all", PLAN);
                play.on(run, random);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Runs, with restarts of the MSSP at any moment. */
    private static void runs(FleetSimulation run, SplittableRandom random, int seconds) {
        for (int left = seconds; left > 0; ) {
            int span = Math.min(left, random.nextInt(20, 400));
            run.run(span);
            left -= span;
            if (random.nextBoolean()) {
                run.restart();
            }
        }
    }

    @Test
    void aGoodPolicyComesToAllThroughLossAndRestarts() {
        play(24, 0, 0, (run, random) -> {
            run.propose("shops", "good");
            runs(run, random, 2_000);
            run.run(1_500);
            assertThat(run.rollout("shops").phase()).isEqualTo(Rollout.Phase.DONE);
            assertThat(run.honestThatFollow("good")).isEqualTo(run.honest());
        });
    }

    @Test
    void aBadPolicyStopsAtAFewAndGoesBackEverywhere() {
        play(40, 0, 0, (run, random) -> {
            run.propose("shops", "good");
            run.run(3_000);
            run.propose("shops", "bad");
            run.run(200);
            assertThat(run.honestThatFollow("bad")).isLessThanOrEqualTo(run.honest() / 3);
            runs(run, random, 1_000);
            run.run(300);
            assertThat(run.rollout("shops").phase()).isEqualTo(Rollout.Phase.ROLLED_BACK);
            assertThat(run.honestThatFollow("bad")).isZero();
            assertThat(run.honestThatFollow("good")).isEqualTo(run.honest());
        });
    }

    @Test
    void liarsThatAreAQuarterDoNotPushABadPolicyOn() {
        play(40, 25, 0, (run, random) -> {
            run.propose("shops", "bad");
            runs(run, random, 2_000);
            run.run(300);
            // A first stage may be all of liars by chance; the next one is not.
            assertThat(run.rollout("shops").phase()).isEqualTo(Rollout.Phase.ROLLED_BACK);
            assertThat(run.honestThatFollow("bad")).isZero();
        });
    }

    @Test
    void sitesThatRefuseTakeItBackForAll() {
        play(30, 0, 60, (run, random) -> {
            run.propose("shops", "good");
            run.run(1_500);
            assertThat(run.rollout("shops").phase()).isEqualTo(Rollout.Phase.ROLLED_BACK);
            assertThat(run.honestThatFollow("good")).isZero();
        });
    }

    @Test
    void sitesThatAreAwayHoldAStageAndGetTheNewestOnTheirReturn() {
        play(24, 0, 0, (run, random) -> {
            run.away(70);
            run.propose("shops", "good");
            run.run(2_500);
            assertThat(run.rollout("shops").phase()).isEqualTo(Rollout.Phase.RUNNING);
            run.away(0);
            run.run(2_000);
            assertThat(run.rollout("shops").phase()).isEqualTo(Rollout.Phase.DONE);
            run.away(40);
            run.propose("shops", "better");
            run.run(2_000);
            run.away(0);
            run.run(1_500);
            assertThat(run.honestThatFollow("better")).isEqualTo(run.honest());
        });
    }

    @Test
    void anOperatorTakesBackWhatIsEverywhereAndAGroupThatGoesLetsItsSitesGo() {
        play(20, 0, 0, (run, random) -> {
            run.propose("shops", "good");
            run.run(2_500);
            run.propose("shops", "other");
            run.run(2_500);
            assertThat(run.honestThatFollow("other")).isEqualTo(run.honest());
            run.rollBack("shops");
            run.run(300);
            assertThat(run.honestThatFollow("good")).isEqualTo(run.honest());
            run.remove("shops");
            run.run(400);
            assertThat(run.honestThatFollow("")).isEqualTo(run.honest());
            assertThat(run.fleet().issued()).as("no number is wasted").isEqualTo(4);
        });
    }

    @Test
    void sitesThatChangeTheirGroupGetItsPolicyUnderAHigherNumber() {
        play(20, 0, 0, (run, random) -> {
            run.propose("shops", "shop");
            run.run(2_500);
            run.remove("shops");
            run.group("inns", "all", PLAN);
            run.propose("inns", "inn");
            run.run(3_000);
            assertThat(run.honestThatFollow("inn")).isEqualTo(run.honest());
        });
    }

    @Test
    void aSeedGivesTheSameRun() {
        FleetSimulation one = new FleetSimulation(7, 30, 30, 10, 10);
        FleetSimulation other = new FleetSimulation(7, 30, 30, 10, 10);
        for (FleetSimulation run : List.of(one, other)) {
            run.group("shops", "all", PLAN);
            run.propose("shops", "good");
            run.run(700);
        }
        assertThat(one.trace()).isEqualTo(other.trace());
    }
}
