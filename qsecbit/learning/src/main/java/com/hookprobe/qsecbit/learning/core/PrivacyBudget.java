package com.hookprobe.qsecbit.learning.core;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a site has told of its records, and how much more it may. Immutable. A release is charged before it leaves; what has been
 * charged is never given back.
 *
 * @param epsilonMilli all releases together stay below this, thousandths, 1 to 100,000
 * @param deltaOneIn delta is one in so many, 1,000 to 10^12; it should be above the number of records
 * @param releases how often each plan was used
 */
public record PrivacyBudget(int epsilonMilli, long deltaOneIn, Map<ReleasePlan, Long> releases) {
    private static final Comparator<ReleasePlan> PLAN_ORDER = Comparator.comparingLong(ReleasePlan::sensitivitySquared)
            .thenComparingLong(ReleasePlan::variance)
            .thenComparingLong(ReleasePlan::sampled);

    private static final int EPSILON_MILLI_MAX = 100_000;
    private static final long DELTA_ONE_IN_MIN = 1_000;
    private static final long DELTA_ONE_IN_MAX = 1_000_000_000_000L;
    /** Different plans in one budget. */
    public static final int PLANS_MAX = 64;

    private static final long TIMES_MAX = 1_000_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public PrivacyBudget {
        if (epsilonMilli < 1
                || epsilonMilli > EPSILON_MILLI_MAX
                || deltaOneIn < DELTA_ONE_IN_MIN
                || deltaOneIn > DELTA_ONE_IN_MAX) {
            throw new IllegalArgumentException("expected an epsilon of 0.001..100 and a delta of one in 1,000..10^12;"
                    + " found " + epsilonMilli + "/1000 and one in " + deltaOneIn);
        }
        releases = Map.copyOf(releases);
        if (releases.size() > PLANS_MAX || releases.values().stream().anyMatch(n -> n < 1 || n > TIMES_MAX)) {
            throw new IllegalArgumentException(
                    "expected at most " + PLANS_MAX + " plans, each 1.." + TIMES_MAX + " times");
        }
    }

    /** With nothing spent. */
    public static PrivacyBudget of(int epsilonMilli, long deltaOneIn) {
        return new PrivacyBudget(epsilonMilli, deltaOneIn, Map.of());
    }

    /** The budget after one more release; empty when it does not hold it. */
    public Optional<PrivacyBudget> charge(ReleasePlan plan) {
        Map<ReleasePlan, Long> more = new TreeMap<>(PLAN_ORDER);
        more.putAll(releases);
        long times = more.merge(plan, 1L, Long::sum);
        if (more.size() > PLANS_MAX || times > TIMES_MAX || epsilon(more) > limit()) {
            return Optional.empty();
        }
        return Optional.of(new PrivacyBudget(epsilonMilli, deltaOneIn, more));
    }

    /** How many more of these it holds, at most a million. */
    public long left(ReleasePlan plan) {
        long holds = 0;
        long fails = TIMES_MAX + 1;
        while (fails - holds > 1) {
            long tried = (holds + fails) / 2;
            double[] cost = RenyiAccountant.sum(cost(releases), RenyiAccountant.cost(plan, tried));
            if (RenyiAccountant.epsilon(cost, 1.0 / deltaOneIn) > limit()) {
                fails = tried;
            } else {
                holds = tried;
            }
        }
        return holds;
    }

    /** What has been spent: with this epsilon and the budget's delta all releases together are private. */
    public double spent() {
        return releases.isEmpty() ? 0 : epsilon(releases);
    }

    /**
     * The least variance with which the releases of a whole campaign fit into a budget.
     *
     * @param releases how many equal releases
     * @throws IllegalArgumentException when even the largest variance is too little
     */
    public static long varianceFor(
            int epsilonMilli, long deltaOneIn, long sensitivitySquared, long sampled, long releases) {
        PrivacyBudget empty = of(epsilonMilli, deltaOneIn);
        long fails = 0;
        long holds = ReleasePlan.VARIANCE_MAX;
        if (!empty.holds(new ReleasePlan(sensitivitySquared, holds, sampled), releases)) {
            throw new IllegalArgumentException("no variance up to 2^42 lets " + releases + " releases fit into epsilon "
                    + empty.limit() + "; take fewer rounds or a larger epsilon");
        }
        while (holds - fails > 1) {
            long tried = fails + (holds - fails) / 2;
            if (empty.holds(new ReleasePlan(sensitivitySquared, tried, sampled), releases)) {
                holds = tried;
            } else {
                fails = tried;
            }
        }
        return holds;
    }

    private boolean holds(ReleasePlan plan, long times) {
        return RenyiAccountant.epsilon(RenyiAccountant.cost(plan, times), 1.0 / deltaOneIn) <= limit();
    }

    private double limit() {
        return epsilonMilli / 1000.0;
    }

    private double epsilon(Map<ReleasePlan, Long> made) {
        return RenyiAccountant.epsilon(cost(made), 1.0 / deltaOneIn);
    }

    /** In one order, so that rounding is the same on every machine and after every restart. */
    private static double[] cost(Map<ReleasePlan, Long> made) {
        double[] cost = RenyiAccountant.nothing();
        Map<ReleasePlan, Long> ordered = new TreeMap<>(PLAN_ORDER);
        ordered.putAll(made);
        for (Map.Entry<ReleasePlan, Long> one : ordered.entrySet()) {
            cost = RenyiAccountant.sum(cost, RenyiAccountant.cost(one.getKey(), one.getValue()));
        }
        return cost;
    }
}
