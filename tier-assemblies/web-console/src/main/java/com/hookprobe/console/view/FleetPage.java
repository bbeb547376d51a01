package com.hookprobe.console.view;

import java.util.List;

/**
 * A page of a fleet.
 *
 * @param total nodes of the tenants that were asked for
 * @param matching of these, who fit the question
 * @param groups at most {@link #GROUPS_MAX}; those that are rolled out first
 */
public record FleetPage(
        long micros, int total, int matching, Counts counts, List<Row> nodes, List<Group> groups, int groupsLeft) {
    /** Groups on a page. */
    public static final int GROUPS_MAX = 100;

    /** How many nodes of the tenants that were asked for are so. */
    public record Counts(int here, int away, int current, int behind, int refused, int unhealthy, int broken) {}

    /**
     * A node.
     *
     * @param tier sentinel, guardian, fortress or nexus
     * @param sinceMicros since when it is here, or away
     * @param health HEALTHY, UNHEALTHY or UNKNOWN
     * @param score 0 to 1; negative when it has not told any
     * @param trust 0 to 1; negative when not known
     * @param wanted number of the policy that it is to follow; 0 for none
     * @param acknowledged number of the one that it says it follows
     * @param refused number of the one that it refuses; 0 for none
     * @param why in its own words
     */
    public record Row(
            String id,
            String name,
            String tier,
            String tenant,
            List<String> labels,
            String group,
            boolean present,
            long sinceMicros,
            String health,
            double score,
            double trust,
            String band,
            String resonance,
            long wanted,
            long acknowledged,
            long refused,
            String why) {}

    /**
     * A group, and its last roll-out.
     *
     * @param state SEALING, RUNNING, PAUSED, DONE, ROLLED_BACK; empty before the first
     * @param stage which of the stages is reached, from 0
     */
    public record Group(
            String tenant,
            String name,
            String selector,
            int nodes,
            long stable,
            long number,
            long before,
            String state,
            int stage,
            long sinceMicros,
            String reason,
            List<Stage> stages) {}

    /** A stage; its nodes are those of the stages before, and more. */
    public record Stage(String name, int nodes, int acknowledged, int refused, int unhealthy, int away) {}
}
