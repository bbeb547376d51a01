package com.hookprobe.node.fleet.core;

import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * How policies come to a group.
 *
 * @param canaries names of nodes that are the first stage; none, and there is no such stage
 * @param percents of the group in the stages after, rising to 100
 * @param soakSeconds how long a stage's nodes must be well
 * @param failurePercent how many of a stage's nodes may fail before the policy is taken back, 0 to 50
 */
public record Plan(Set<String> canaries, List<Integer> percents, long soakSeconds, int failurePercent) {
    /** Nobody first: a quarter, all; an hour each; one of ten may fail. */
    public static final Plan STANDARD = new Plan(Set.of(), List.of(25, 100), 3_600, 10);

    private static final int STAGES_MAX = 10;
    private static final int CANARIES_MAX = 64;
    private static final long SOAK_SECONDS_MAX = 30L * 86_400;
    private static final int FAILURE_PERCENT_MAX = 50;
    private static final int ALL = 100;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public Plan {
        canaries = Set.copyOf(canaries);
        percents = List.copyOf(percents);
        boolean rising = !percents.isEmpty() && percents.get(0) >= 1;
        for (int i = 1; i < percents.size(); i++) {
            rising &= percents.get(i) > percents.get(i - 1);
        }
        if (!rising || percents.size() > STAGES_MAX || percents.get(percents.size() - 1) != ALL) {
            throw new IllegalArgumentException(
                    "stages expect 1 to " + STAGES_MAX + " percentages that rise to 100, found " + percents);
        }
        if (canaries.size() > CANARIES_MAX) {
            throw new IllegalArgumentException("at most " + CANARIES_MAX + " canaries, found " + canaries.size());
        }
        if (soakSeconds < 0 || soakSeconds > SOAK_SECONDS_MAX) {
            throw new IllegalArgumentException(
                    "soak expects 0 to " + SOAK_SECONDS_MAX + " seconds, found " + soakSeconds);
        }
        if (failurePercent < 0 || failurePercent > FAILURE_PERCENT_MAX) {
            throw new IllegalArgumentException(
                    "failures expect 0 to " + FAILURE_PERCENT_MAX + " percent, found " + failurePercent);
        }
    }

    /** How many stages there are. */
    public int stages() {
        return percents.size() + (canaries.isEmpty() ? 0 : 1);
    }

    /** Its name for people. */
    public String name(int stage) {
        return !canaries.isEmpty() && stage == 0 ? "canaries" : percents.get(percent(stage)) + "%";
    }

    private int percent(int stage) {
        return canaries.isEmpty() ? stage : stage - 1;
    }

    /**
     * Whether a stage has a node; canaries are in all of them.
     *
     * @param place where the node stands among all, spread evenly; only its remainder by 100 counts
     */
    boolean has(int stage, FleetNode node, ToLongFunction<NodeId> place) {
        if (canaries.contains(node.name())) {
            return true;
        }
        int at = percent(stage);
        return at >= 0 && Long.remainderUnsigned(place.applyAsLong(node.id()), ALL) < percents.get(at);
    }

    /** For people, always the same. */
    @Override
    public String toString() {
        return (canaries.isEmpty() ? "" : "canaries " + String.join(",", new TreeSet<>(canaries)) + ", then ")
                + percents + " percent, " + soakSeconds + " s each, " + failurePercent + " percent may fail";
    }
}
