package com.hookprobe.node.fleet;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * How the fleet of an MSSP stands, as one reader may see it (docs/spec/fleet.md, 8). Immutable.
 *
 * @param atMicros when it stood so; microseconds since 1970
 * @param nodes all nodes of the reader's tenants, ordered by tenant and name
 * @param groups all groups of the reader's tenants, ordered by tenant, then as they are asked
 */
public record FleetView(long atMicros, List<Node> nodes, List<Group> groups) {
    /** Copies the lists. */
    public FleetView {
        nodes = List.copyOf(nodes);
        groups = List.copyOf(groups);
    }

    /** Characters of a reason, at the most. */
    public static final int REASON_CHARS_MAX = 512;

    /** Of no node. */
    public static final FleetView EMPTY = new FleetView(0, List.of(), List.of());

    /** What is left of it for a reader who sees one tenant, or the platform. */
    public FleetView within(Scope scope) {
        return new FleetView(
                atMicros,
                nodes.stream().filter(node -> scope.holds(node.tenant())).toList(),
                groups.stream().filter(group -> scope.holds(group.tenant())).toList());
    }

    /** What is known of a node's health under its policy. */
    public enum Health {
        /** It has not said anything lately. */
        UNKNOWN,
        /** It is ready, and its score is there. */
        HEALTHY,
        /** It is not ready, has no score, or starts again and again. */
        UNHEALTHY
    }

    /**
     * A member of the mesh that the registry knows as ACTIVE.
     *
     * @param name as the mesh file has it
     * @param labels words that the registry has of it (a device's roles there)
     * @param group the group whose policy it is to follow; empty for none
     * @param present whether there is a session with it
     * @param sinceMicros since when it is present, or away; 0 when it was never here
     * @param wanted number of the policy that it is to follow; 0 for none
     * @param acknowledged number of the policy that it says it follows; 0 for none
     * @param refused what it refused last, when that is newer than what it follows
     */
    public record Node(
            NodeId id,
            String name,
            Tier tier,
            TenantId tenant,
            SortedSet<String> labels,
            Optional<String> group,
            boolean present,
            long sinceMicros,
            Health health,
            long wanted,
            long acknowledged,
            Optional<Refusal> refused) {
        /** True when it follows what it is to follow. */
        public boolean isCurrent() {
            return wanted == acknowledged;
        }
    }

    /**
     * A policy that a node does not follow.
     *
     * @param number which
     * @param reason why, in words for people, as the node has said it: at most 512 characters, without control characters
     */
    public record Refusal(long number, String reason) {}

    /**
     * A group.
     *
     * @param selector which nodes are in it, as the operator has written it
     * @param nodes how many are in it
     * @param stable number of the policy that all follow who are not in a stage of the roll-out; 0 for none
     * @param rollout the last roll-out; empty before the first
     */
    public record Group(
            TenantId tenant, String name, String selector, int nodes, long stable, Optional<Rollout> rollout) {}

    /** Where a roll-out stands. */
    public enum State {
        /** The policy is written down in the ledger, and not yet final there: nobody has it. */
        SEALING,
        /** The stage's nodes have it, and are watched. */
        RUNNING,
        /** As RUNNING, and an operator has said that it goes no further by itself. */
        PAUSED,
        /** All nodes have it. */
        DONE,
        /** It was taken back. */
        ROLLED_BACK
    }

    /**
     * A policy on its way to all nodes of a group.
     *
     * @param number the policy's
     * @param before number of the policy that held before, and to which a roll-back goes; 0 for none
     * @param stage which of the stages is reached, from 0
     * @param sinceMicros since when it is so; microseconds since 1970
     * @param reason why it stands so, for people; empty when there is nothing to say
     */
    public record Rollout(
            long number, long before, State state, int stage, long sinceMicros, String reason, List<Stage> stages) {
        /** Copies the stages. */
        public Rollout {
            stages = List.copyOf(stages);
        }
    }

    /**
     * One stage; its nodes are those of the stages before, and more.
     *
     * @param name such as {@code 25%}, or {@code canaries}
     * @param nodes how many it has
     * @param acknowledged how many follow the policy
     * @param refused how many refuse it
     * @param unhealthy how many follow it and are not healthy
     * @param away how many are away
     */
    public record Stage(String name, int nodes, int acknowledged, int refused, int unhealthy, int away) {}
}
