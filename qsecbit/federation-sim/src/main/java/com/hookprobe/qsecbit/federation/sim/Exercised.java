package com.hookprobe.qsecbit.federation.sim;

/** How often each invariant had something to hold against: a check without a stake proves nothing. */
final class Exercised {
    private static final int STEP_MILLIS = 10;
    private static final int STEPS = 6_000;

    final long[] checks = new long[Invariant.values().length];
    private final int[] banMillis = new int[STEPS];
    private final int[] pardonMillis = new int[STEPS];
    long decisions;
    long cancels;

    void had(Invariant invariant) {
        checks[invariant.ordinal()]++;
    }

    /** From the last confirmation to the block at one site. */
    void banTook(long micros) {
        banMillis[step(micros)]++;
    }

    /** From a pardon to the lift at one site. */
    void pardonTook(long micros) {
        pardonMillis[step(micros)]++;
    }

    void add(Exercised other) {
        for (int i = 0; i < checks.length; i++) {
            checks[i] += other.checks[i];
        }
        for (int i = 0; i < STEPS; i++) {
            banMillis[i] += other.banMillis[i];
            pardonMillis[i] += other.pardonMillis[i];
        }
        decisions += other.decisions;
        cancels += other.cancels;
    }

    long bans() {
        return java.util.Arrays.stream(banMillis).asLongStream().sum();
    }

    long pardons() {
        return java.util.Arrays.stream(pardonMillis).asLongStream().sum();
    }

    /** Milliseconds within which this share of the bans was in force, rounded up to ten. */
    int banMillis(double share) {
        return quantile(banMillis, bans(), share);
    }

    int pardonMillis(double share) {
        return quantile(pardonMillis, pardons(), share);
    }

    private static int quantile(int[] counts, long all, double share) {
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return (i + 1) * STEP_MILLIS;
            }
        }
        return 0;
    }

    private static int step(long micros) {
        return (int) Math.min(STEPS - 1, Math.max(0, micros) / (STEP_MILLIS * Clockwork.MILLI));
    }
}
