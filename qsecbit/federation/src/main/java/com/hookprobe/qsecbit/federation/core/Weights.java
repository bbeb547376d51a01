package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.Optional;

/**
 * How much an owner counts, in thousandths, and what a sum of them reaches (FEDERATION 1). Integers, so that a sum does
 * not depend on the order of its parts.
 */
final class Weights {
    /** One owner that is trusted in full. */
    static final int FULL = 1000;

    private static final double TRUST_MIN = 0.5;
    private static final double TRUST_FULL = 0.8;

    private Weights() {}

    /** FEDERATION 1.2: 0 below trust 0.5, full from 0.8, in proportion between; young owners half. */
    static int of(Reporter reporter, int youngDays) {
        if (reporter.trust() < TRUST_MIN) {
            return 0;
        }
        int weight = reporter.trust() >= TRUST_FULL ? FULL : (int) Math.round(FULL * reporter.trust() / TRUST_FULL);
        return reporter.ageDays() < youngDays ? weight / 2 : weight;
    }

    /** How many owners can lie in a mesh of n = 3f + 1. */
    static int liarsMax(int owners) {
        return Math.max(0, (owners - 1) / 3);
    }

    /** The weight of vetoes that cancels, and so many owners that one of them must be honest. */
    static int provenWeight(int activeOwners) {
        return FULL * (liarsMax(activeOwners) + 1);
    }

    /**
     * The level that a sum of weights reaches.
     *
     * @param strong whether an owner of full weight reported a severity of HIGH or above
     */
    static Optional<DecisionLevel> level(int sum, boolean strong, int blockOwners, int activeOwners) {
        // FEDERATION 1.3: one owner alone is heard only when it is trusted in full and the matter is grave.
        if (sum < FULL || (sum < 2 * FULL && !strong)) {
            return Optional.empty();
        }
        int blockWeight = FULL * blockOwners;
        if (sum >= Math.max(blockWeight + FULL, provenWeight(activeOwners))) {
            return Optional.of(DecisionLevel.BLOCK_LONG);
        }
        if (sum >= blockWeight) {
            return Optional.of(DecisionLevel.BLOCK);
        }
        return Optional.of(sum >= 2 * FULL ? DecisionLevel.RATE_LIMIT : DecisionLevel.WATCH);
    }
}
