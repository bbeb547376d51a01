package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DSM 3.10 and 3.11 over many seeds. A failure names the seed and the scenario; {@code new SimCluster(seed, ...)} replays it. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("hookprobe.sim.seeds", 15);

    @ParameterizedTest
    @EnumSource(SimCluster.Scenario.class)
    void rulesHoldForManySeeds(SimCluster.Scenario scenario) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            run(seed, scenario, false);
        }
    }

    @Test
    void rulesHoldWithRealBls() {
        run(1, SimCluster.Scenario.LOSSY, true);
        run(2, SimCluster.Scenario.TWIN, true);
        run(3, SimCluster.Scenario.CRASHES, true);
    }

    @Test
    void sameSeedGivesTheSameTrace() {
        for (SimCluster.Scenario scenario : SimCluster.Scenario.values()) {
            assertThat(run(5, scenario, false).trace())
                    .as("%s", scenario)
                    .isEqualTo(run(5, scenario, false).trace());
        }
    }

    private static SimCluster run(long seed, SimCluster.Scenario scenario, boolean real) {
        SimCluster cluster = new SimCluster(seed, scenario, real, real ? 4 : 10, 12);
        try {
            cluster.run();
            return cluster;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("scenario " + scenario + ", seed " + seed + (real ? ", real BLS" : ""), e);
        }
    }
}
