package com.hookprobe.node.role;

import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.power.EnergyBand;
import com.hookprobe.node.shape.Choice;
import com.hookprobe.node.shape.Conditions;
import com.hookprobe.node.shape.ModeOrder;
import com.hookprobe.node.shape.ModeSwitch;
import com.hookprobe.node.shape.PathWatch;
import com.hookprobe.qsecbit.metric.Band;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Watches the ways that alerts go, chooses how traffic looks, and has all sessions do so (routing 3). */
final class ShapeRole implements Role {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    /** So long after GHOST a smoothed round trip time still has GHOST in it. */
    private static final long SETTLE_NS = 60_000_000_000L;

    private final NodeContext node;
    private final Supplier<EnergyBand> energy;
    private final Predicate<NodeId> usable;
    private final Map<NodeId, PathWatch> ways = new LinkedHashMap<>();
    private final ModeSwitch modes;
    private Band threat = Band.GREEN;
    private Choice choice = new Choice(TransmissionMode.BURST, false, "start");
    private boolean ghosted;
    private long ghostNs;

    /**
     * @param ways peers that this node's alerts can go to
     * @param usable of these, whether one may be used now
     */
    ShapeRole(NodeContext node, Supplier<EnergyBand> energy, List<NodeId> ways, Predicate<NodeId> usable) {
        this.node = node;
        this.energy = energy;
        this.usable = usable;
        ways.forEach(way -> this.ways.put(way, new PathWatch()));
        this.modes = new ModeSwitch(ModeOrder.of(node.config().htpMode()));
    }

    @Override
    public void start() {
        choose();
        node.loop().every(LOOK_EVERY, this::look);
    }

    private void look() {
        long now = node.loop().nowNs();
        boolean shaped = ghosted && now - ghostNs < SETTLE_NS;
        ways.forEach((peer, watch) -> node.links()
                .stats(peer)
                .ifPresent(s -> watch.on(s.packetsSent(), s.packetsLost(), s.smoothedRttMicros(), shaped, now)));
        choose();
    }

    /** This node's own Qsecbit. */
    void onThreat(Band band) {
        threat = band;
        choose();
    }

    private void choose() {
        double loss = 0;
        double slowness = 1;
        int paths = 0;
        for (Map.Entry<NodeId, PathWatch> way : ways.entrySet()) {
            if (usable.test(way.getKey())) {
                paths++;
                loss = Math.max(loss, way.getValue().loss());
                slowness = Math.max(slowness, way.getValue().slowness());
            }
        }
        long now = node.loop().nowNs();
        Choice before = choice;
        choice = modes.on(new Conditions(loss, slowness, paths, threat, energy.get()), now);
        if (choice.mode() == TransmissionMode.GHOST) {
            ghosted = true;
            ghostNs = now;
        }
        if (choice.sameAs(before)) {
            return;
        }
        node.log()
                .event(
                        "transmission_mode",
                        "mode",
                        choice.mode().name(),
                        "swarm",
                        choice.swarm(),
                        "reason",
                        choice.reason());
        if (choice.mode() != before.mode()) {
            node.links().peers().forEach(this::shape);
        }
    }

    @Override
    public void onPeerDown(NodeId peer) {
        choose();
    }

    @Override
    public void onPeerUp(NodeId peer) {
        choose();
        // Every session begins in BURST.
        if (choice.mode() != TransmissionMode.BURST) {
            shape(peer);
        }
    }

    private void shape(NodeId peer) {
        TransmissionMode wanted = choice.mode();
        node.links()
                .open(peer)
                // A session that has ended is told by peer_lost.
                .ifPresent(session -> session.shape(wanted)
                        .thenAccept(does -> node.loop().execute(() -> onShaped(peer, wanted, does))));
    }

    private void onShaped(NodeId peer, TransmissionMode wanted, TransmissionMode does) {
        // What was wanted before the last choice may well not be done.
        if (wanted == choice.mode() && does.compareTo(wanted) < 0) {
            node.log()
                    .event(
                            "transmission_mode_refused",
                            "peer",
                            node.links().name(peer),
                            "wanted",
                            wanted.name(),
                            "does",
                            does.name());
        }
    }

    /** Alerts go by all ways that exist. */
    boolean swarm() {
        return choice.swarm();
    }

    /** Of packets to a peer that alerts can go to, 0 to {@link com.hookprobe.node.power.LossWindow#LOSS_MAX}. */
    double loss(NodeId peer) {
        PathWatch watch = ways.get(peer);
        return watch == null ? 0 : watch.loss();
    }
}
