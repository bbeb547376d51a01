package com.hookprobe.node.role;

import com.hookprobe.console.view.NodePage;
import com.hookprobe.dsm.consensus.Quorum;
import com.hookprobe.node.mesh.Member;
import java.util.ArrayList;
import java.util.List;

/** Whether a node can do its work now, each thing with its reason. Asked on the loop. */
final class NodeHealth {
    private final NodeContext node;

    NodeHealth(NodeContext node) {
        this.node = node;
    }

    List<NodePage.Check> checks() {
        List<NodePage.Check> checks = new ArrayList<>();
        Member verifier = node.mesh().verifier();
        if (!node.self().verifier()) {
            boolean open = node.links().connected(verifier.id());
            checks.add(new NodePage.Check(
                    "verifier", open, open ? "session with " + verifier.name() : "no session with " + verifier.name()));
        }
        List<Member> validators = node.mesh().validators();
        long open = validators.stream()
                .filter(member -> node.links().connected(member.id()))
                .count();
        int quorum = Quorum.quorum(validators.size());
        checks.add(new NodePage.Check(
                "validators",
                open >= quorum,
                "sessions with " + open + " of " + validators.size() + ", a quorum is " + quorum));
        return checks;
    }
}
