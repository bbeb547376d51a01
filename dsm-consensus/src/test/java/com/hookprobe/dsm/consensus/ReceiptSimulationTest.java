package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Receipts 3 over many seeds: one block a place, held by f+1 honest validators, final in the end. At each step besides: no honest
 * validator acknowledges two blocks of one place, or one that a power cut would take.
 */
class ReceiptSimulationTest {
    private static final int SEEDS = Integer.getInteger("hookprobe.sim.seeds", 8);

    @Test
    void receiptsHoldWithFLiarsForksCrashesAndPartitions() {
        long honest = 0;
        long contested = 0;
        long won = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            ReceiptSimulation run = new ReceiptSimulation(seed, seed % 3 == 0 ? 7 : 4);
            try {
                run.run(8, 10);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            honest += run.receiptsOf(0);
            contested += run.contested;
            won += run.receiptsOf(1);
        }
        // Otherwise the runs would show nothing: receipts form, and forks sometimes win one of two, and often none.
        assertThat(honest).isGreaterThan(5L * SEEDS);
        assertThat(won).isPositive().isLessThan(contested);
    }
}
