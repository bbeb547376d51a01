package com.hookprobe.node.role;

import com.hookprobe.htp.HtpSession;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.Observation;
import com.hookprobe.identity.registry.RegisteredDevice.WeightState;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the verifier notices of nodes, written into the registry for people to see (identity 10.7, 10.11): when they were heard from,
 * where, and their last proven weights. Of a node once a minute, of all nodes in one transaction. Bounded by the members of the
 * mesh. On the loop.
 */
final class Presence {
    /** How often what is due is written. */
    static final Duration WRITE_EVERY = Duration.ofSeconds(5);

    private static final long EACH_NS = Duration.ofSeconds(60).toNanos();

    private static final class Noticed {
        private Instant when = Instant.EPOCH;
        private Optional<InetAddress> address = Optional.empty();
        private Optional<WeightState> weights = Optional.empty();
        private Optional<Long> writtenNs = Optional.empty();
        private boolean news;
    }

    private final NodeContext node;
    private final RegistryDesk desk;
    private final Map<NodeId, Noticed> noticed = new HashMap<>();
    private boolean writing;

    Presence(NodeContext node, RegistryDesk desk) {
        this.node = node;
        this.desk = desk;
    }

    /** A session with the node is up. */
    void heard(NodeId id) {
        if (node.mesh().member(id).isEmpty()) {
            return;
        }
        Noticed of = noticed.computeIfAbsent(id, unused -> new Noticed());
        of.when = Instant.ofEpochSecond(node.loop().wallMicros() / 1_000_000);
        of.news = true;
        // Through a relay we see the relay's address.
        node.links()
                .open(id)
                .filter(session -> !session.relayed())
                .map(HtpSession::peerAddress)
                .ifPresent(address -> of.address = Optional.ofNullable(address.getAddress()));
    }

    /** The node has proven its weights after so many records. */
    void proven(NodeId id, long count, byte[] fingerprint) {
        heard(id);
        Noticed of = noticed.get(id);
        if (of != null) {
            of.weights = Optional.of(new WeightState(count, HexFormat.of().formatHex(fingerprint)));
        }
    }

    /** Writes what is due. What cannot be written now is written later, as it is then. */
    void write() {
        long nowNs = node.loop().nowNs();
        List<Observation> due = new ArrayList<>();
        List<Noticed> taken = new ArrayList<>();
        if (writing) {
            return;
        }
        noticed.forEach((id, of) -> {
            boolean pause = of.writtenNs.filter(at -> nowNs - at < EACH_NS).isPresent();
            if (of.news && !pause) {
                due.add(new Observation(id, of.when, of.address, of.weights));
                taken.add(of);
            }
        });
        if (due.isEmpty()) {
            return;
        }
        writing = true;
        taken.forEach(of -> of.news = false);
        desk.ask(
                registry -> registry.observed(due),
                count -> {
                    writing = false;
                    taken.forEach(of -> of.writtenNs = Optional.of(nowNs));
                },
                why -> {
                    writing = false;
                    taken.forEach(of -> of.news = true);
                    if (!RegistryDesk.isAway(why)) {
                        node.log().event("presence_not_written", "devices", due.size(), "error", why.toString());
                    }
                });
    }
}
