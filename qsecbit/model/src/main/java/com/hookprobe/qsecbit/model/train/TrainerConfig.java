package com.hookprobe.qsecbit.model.train;

/**
 * How to train.
 *
 * @param trees 1 to 1,000
 * @param seed all chance comes from it
 * @param rounds rounds of hardening, 0 to 20
 */
public record TrainerConfig(int trees, long seed, int rounds) {
    /** What is used when nothing is said. */
    public static final TrainerConfig STANDARD = new TrainerConfig(64, 1, 0);
    /** Rounds after which hardly anything changes any more. */
    public static final int ROUNDS_STANDARD = 4;

    /** Checks the ranges. */
    public TrainerConfig {
        if (trees < 1 || trees > 1_000 || rounds < 0 || rounds > 20) {
            throw new IllegalArgumentException(
                    "expected 1 to 1000 trees and 0 to 20 rounds; found " + trees + " and " + rounds);
        }
    }
}
