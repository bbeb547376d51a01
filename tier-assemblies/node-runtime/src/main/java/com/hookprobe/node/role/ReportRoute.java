package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.power.RouteChoice;
import com.hookprobe.node.power.RouteCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Where a site's attack signatures go: through the region's nexus, or directly to the MSSP, which takes both alike (routing 2.3).
 * The nexus itself has one way. Of two MSSPs both get it: what only one has is lost with it (pair 3).
 */
final class ReportRoute {
    private final NodeContext node;
    private final Hops hops;
    private final ToDoubleFunction<NodeId> loss;
    private final BooleanSupplier swarm;
    private final Optional<Member> relay;
    private final List<Member> ends;
    private final RouteChoice choice = new RouteChoice();
    private boolean direct;

    /**
     * @param loss of packets to a hop, 0 to {@link com.hookprobe.node.power.LossWindow#LOSS_MAX}
     * @param swarm reports go by all ways that exist
     */
    ReportRoute(NodeContext node, Hops hops, ToDoubleFunction<NodeId> loss, BooleanSupplier swarm) {
        this.node = node;
        this.hops = hops;
        this.loss = loss;
        this.swarm = swarm;
        this.relay = relay(node);
        this.ends = node.mesh().verifiers();
    }

    /** The region's nexus, unless this node is it. */
    static Optional<Member> relay(NodeContext node) {
        return node.mesh()
                .region()
                .filter(region -> !region.id().equals(node.self().id()));
    }

    /** To whom a report goes now: one, or in a swarm all that can take it. */
    List<Member> next() {
        if (relay.isEmpty()) {
            return ends;
        }
        Member nexus = relay.get();
        RouteChoice.Way through = way(nexus, hops.relays(nexus.id()));
        RouteChoice.Way straight = way(open(), true);
        boolean before = direct;
        direct = choice.direct(through, straight);
        if (direct != before) {
            show(through, straight);
        }
        if (swarm.getAsBoolean() && through.eligible()) {
            List<Member> all = new ArrayList<>(List.of(nexus));
            all.addAll(ends);
            all.removeIf(member -> !hops.open(member.id()));
            return all;
        }
        return direct ? ends : List.of(nexus);
    }

    /** The MSSP by which the straight way is judged. */
    private Member open() {
        return ends.stream().filter(end -> hops.open(end.id())).findFirst().orElse(ends.get(0));
    }

    private RouteChoice.Way way(Member hop, boolean eligible) {
        NodeId id = hop.id();
        double cost = RouteCost.of(loss.applyAsDouble(id), hops.reserve(id), hops.trust(id));
        return new RouteChoice.Way(hops.open(id), eligible, cost);
    }

    private void show(RouteChoice.Way through, RouteChoice.Way straight) {
        node.log()
                .event(
                        "report_route",
                        "way",
                        direct ? "direct" : "relay",
                        "relay_open",
                        through.open(),
                        "relay_eligible",
                        through.eligible(),
                        "relay_cost",
                        through.cost(),
                        "direct_open",
                        straight.open(),
                        "direct_cost",
                        straight.cost());
    }
}
