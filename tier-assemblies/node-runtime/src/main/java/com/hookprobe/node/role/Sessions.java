package com.hookprobe.node.role;

import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Readiness;

/** Whether a node reaches those whom it needs. */
final class Sessions {
    private Sessions() {}

    /**
     * A validator and the verifier need a quorum of validators; a site somebody who takes its word: a quorum of validators, or the
     * verifier, who knows its history. On the loop.
     */
    static void check(Readiness readiness, NodeContext node) {
        long validators = node.mesh().validators().size();
        boolean own = node.self().validator();
        long reached = node.mesh().validators().stream()
                        .filter(member -> node.links().connected(member.id()))
                        .count()
                + (own ? 1 : 0);
        long quorum = validators - (validators - 1) / 3;
        boolean verifier = node.self().verifier()
                || node.mesh().verifiers().stream()
                        .anyMatch(member -> node.links().connected(member.id()));
        boolean enough = reached >= quorum;
        String reason = reached + " of " + validators + " validators, " + quorum + " make a quorum; "
                + (node.self().verifier() ? "this is the verifier" : verifier ? "the verifier" : "no verifier");
        boolean site = node.self().site();
        readiness.need("sessions", enough || (site && verifier), reason);
        if (!node.self().verifier()) {
            readiness.want("verifier", verifier, verifier ? "a session is open" : "no session");
        }
        if (site) {
            readiness.want("validators", enough, reached + " of " + validators);
        }
        node.mesh()
                .region()
                .filter(nexus -> site && !nexus.id().equals(node.self().id()))
                .ifPresent(nexus -> region(readiness, node, nexus));
    }

    private static void region(Readiness readiness, NodeContext node, Member nexus) {
        boolean open = node.links().connected(nexus.id());
        readiness.want("region", open, open ? "a session is open" : "no session");
    }
}
