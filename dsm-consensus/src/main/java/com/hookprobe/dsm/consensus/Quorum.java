package com.hookprobe.dsm.consensus;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many of n validators may be faulty, and how many must sign: f = (n-1)/3 and q = n-f in integers, as the seed's
 * {@code bft_quorum_required} gives them.
 *
 * <p>The seed's configuration also names {@code quorum_threshold: 0.67}. A fraction is a trap: at n = 103 it asks for 70 of 103
 * signatures although only 69 are sure to come. So the fraction is checked and never used (DSM 3.1).
 */
public final class Quorum {
    /** Most validators in one set. */
    public static final int VALIDATORS_MAX = 256;

    private Quorum() {}

    /** f: how many of n (1..256) may be faulty. */
    public static int faults(int n) {
        Checks.that(n >= 1 && n <= VALIDATORS_MAX, "number of validators", n);
        return (n - 1) / 3;
    }

    /** q: how many of n (1..256) must sign. */
    public static int quorum(int n) {
        return n - faults(n);
    }

    /**
     * Checks a configured fraction.
     *
     * @param threshold in (0, 1]
     * @throws IllegalArgumentException when ceil(threshold * n) is more than q: with f validators down nothing would ever be
     *     final
     */
    public static void checkThreshold(BigDecimal threshold, int n) {
        if (threshold.signum() <= 0 || threshold.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("quorum_threshold must be in (0, 1], is " + threshold.toPlainString());
        }
        // DSM 3.1: "refuse quorum_threshold t unless ceil(t*n) <= n-f"
        int wanted = threshold
                .multiply(BigDecimal.valueOf(n))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
        if (wanted > quorum(n)) {
            throw new IllegalArgumentException("quorum_threshold " + threshold.toPlainString() + " asks for " + wanted
                    + " of " + n + " signatures; only " + quorum(n) + " are sure to come");
        }
    }
}
