package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.FleetView;
import com.hookprobe.node.mesh.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A fleet of which nothing is asked: the nodes that the verifier follows, without groups and policies. Owned by the node's loop. */
final class MeshFleet implements Role, FleetSource {
    private static final String NO_GROUPS = "this MSSP has no groups";

    private final NodeContext node;
    private final VerifierRole verifier;
    private final Map<NodeId, Long> since = new HashMap<>();

    MeshFleet(NodeContext node, VerifierRole verifier) {
        this.node = node;
        this.verifier = verifier;
    }

    @Override
    public void onPeerUp(NodeId peer) {
        since.put(peer, node.loop().wallMicros());
    }

    @Override
    public void onPeerDown(NodeId peer) {
        since.put(peer, node.loop().wallMicros());
    }

    @Override
    public FleetView view() {
        List<FleetView.Node> nodes = new ArrayList<>();
        for (NodeId id : verifier.followed()) {
            Optional<String> tenant = verifier.tenant(id);
            Optional<Member> member = node.mesh().member(id);
            if (tenant.isPresent() && member.isPresent()) {
                nodes.add(new FleetView.Node(
                        id,
                        member.get().name(),
                        member.get().tier(),
                        new TenantId(tenant.get()),
                        new TreeSet<>(),
                        Optional.empty(),
                        node.links().connected(id),
                        since.getOrDefault(id, 0L),
                        FleetView.Health.UNKNOWN,
                        0,
                        0,
                        Optional.empty()));
            }
        }
        nodes.sort(Comparator.comparing(FleetView.Node::tenant).thenComparing(FleetView.Node::name));
        return new FleetView(node.loop().wallMicros(), nodes, List.of());
    }

    @Override
    public Optional<String> promote(TenantId tenant, String group, String by) {
        return Optional.of(NO_GROUPS);
    }

    @Override
    public Optional<String> rollback(TenantId tenant, String group, String by) {
        return Optional.of(NO_GROUPS);
    }
}
