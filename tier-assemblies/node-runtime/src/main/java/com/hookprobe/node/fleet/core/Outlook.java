package com.hookprobe.node.fleet.core;

import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.function.Function;

/**
 * How a stage of a roll-out looks.
 *
 * @param nodes how many it has
 * @param present of these, how many are here
 * @param follows following the policy by their own word, here or away
 * @param good present, following the policy, and healthy
 * @param refused not following it by their own word
 * @param unhealthy following it, and not healthy for some time, or coming and going
 * @param lost having followed it, and away for some time
 * @param away not here
 */
public record Outlook(int nodes, int present, int follows, int good, int refused, int unhealthy, int lost, int away) {
    /** A session that comes back so often since the policy was acknowledged is a node that starts again and again. */
    static final int RETURNS_MAX = 3;

    private static final long PATIENCE_MICROS = 60_000_000;
    private static final int HUNDRED = 100;

    static Outlook of(List<FleetNode> stage, long number, Plan plan, Function<NodeId, Standing> standings) {
        long patience = Math.min(PATIENCE_MICROS, plan.soakSeconds() * 1_000_000);
        int nodes = 0;
        int present = 0;
        int following = 0;
        int good = 0;
        int refused = 0;
        int unhealthy = 0;
        int lost = 0;
        for (FleetNode node : stage) {
            Standing standing = standings.apply(node.id());
            if (standing.acknowledged() > number) {
                // It came from another group during the roll-out, and gets this group's policy after it.
                continue;
            }
            nodes++;
            present += standing.present() ? 1 : 0;
            boolean follows = standing.acknowledged() == number;
            following += follows ? 1 : 0;
            boolean comesAndGoes = standing.returns() >= RETURNS_MAX;
            if (!follows) {
                refused += standing.refused() == number ? 1 : 0;
            } else if (!standing.present()) {
                lost += standing.presenceMicros() >= patience ? 1 : 0;
            } else if (comesAndGoes || !standing.healthy() && standing.healthMicros() >= patience) {
                unhealthy++;
            } else if (standing.healthy()) {
                good++;
            }
        }
        return new Outlook(nodes, present, following, good, refused, unhealthy, lost, nodes - present);
    }

    /** How many have failed. */
    public int failed() {
        return refused + unhealthy + lost;
    }

    /** True when more have failed than may. */
    boolean isBad(Plan plan) {
        return failed() * HUNDRED > plan.failurePercent() * nodes;
    }

    /** True when half of the stage's nodes and all that are here are good, but for those that may fail. Who is away does not vouch. */
    boolean isWell() {
        return nodes == 0 || good >= 1 && 2 * good >= nodes && good + failed() >= present;
    }

    /** Why a policy is taken back. */
    String failures(String stage) {
        return failed() + " of " + nodes + " nodes at stage " + stage + " failed: " + refused + " refused, " + unhealthy
                + " unhealthy, " + lost + " lost";
    }
}
