package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.node.wire.MeshMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The region's key holder and relay: gives the sharing group's secret to each member that shows a valid resonance
 * certificate, over its own session, and passes members' attack signatures and retractions on to the MSSP, for which they wait while
 * it is away. A new secret each day ends what tags link. A revoked member does not get the next one, which begins at once.
 */
final class RegionRole implements Role {
    /** federation 3.5. */
    private static final Duration KEY_EPOCH = Duration.ofHours(24);
    /** A report says nothing to the MSSP that is older (federation 7.2). */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final NodeContext node;
    private final SharingRole sharing;
    private final CertificateBook certificates;
    private final Duration keyEpoch;
    /** One for each MSSP. */
    private final List<Outbox> outboxes;

    private final EarlyWords early;
    /** To the MSSP. A share is for who has brought a word: whose it says it is, nobody has looked at here. */
    private final BiConsumer<NodeId, byte[]> onward;

    private final Set<NodeId> given = new HashSet<>();
    private final GroupSecret group;
    private long relayed;

    RegionRole(NodeContext node, SharingRole sharing, CertificateBook certificates) throws Exception {
        this(node, sharing, certificates, KEY_EPOCH);
    }

    /** @param keyEpoch how long a secret is used */
    RegionRole(NodeContext node, SharingRole sharing, CertificateBook certificates, Duration keyEpoch)
            throws Exception {
        this(node, sharing, certificates, keyEpoch, null);
    }

    RegionRole(
            NodeContext node,
            SharingRole sharing,
            CertificateBook certificates,
            Duration keyEpoch,
            @Nullable BiConsumer<NodeId, byte[]> onward)
            throws Exception {
        this.keyEpoch = keyEpoch;
        this.early = new EarlyWords(
                node, author -> certificates.awaits(author, node.loop().wallMicros()), this::onMesh);
        this.outboxes = node.mesh().verifiers().stream()
                .map(mssp -> new Outbox(node, mssp.id(), KEPT))
                .toList();
        this.onward =
                onward == null ? (author, message) -> outboxes.forEach(outbox -> outbox.send(author, message)) : onward;
        this.node = node;
        this.sharing = sharing;
        this.certificates = certificates;
        this.group = GroupSecret.open(node.keys(), nowSeconds());
    }

    @Override
    public void start() throws Exception {
        sharing.take(group.epoch(), group.secret());
        Duration left = keyEpoch.minusSeconds(Math.max(0, nowSeconds() - group.epoch()));
        node.loop().after(left.isNegative() ? Duration.ZERO : left, this::renewAgain);
        node.loop().every(LOOK, early::look);
        outboxes.forEach(Outbox::start);
    }

    private void renewAgain() throws Exception {
        renew();
        node.loop().after(keyEpoch, this::renewAgain);
    }

    private long nowSeconds() {
        return node.loop().wallMicros() / 1_000_000;
    }

    @Override
    public void onPeerDown(NodeId peer) {
        given.remove(peer);
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        boolean site = node.mesh().member(from).map(Member::site).orElse(false);
        boolean word = message instanceof MeshMessage.Signature || message instanceof MeshMessage.Retraction;
        if (site && word && early.waits(from, from, from, message)) {
            return;
        }
        boolean member = site && certificates.mayReport(from, node.loop().wallMicros());
        if (message instanceof MeshMessage.Certificate && member && given.add(from)) {
            node.links().send(from, Channels.ALERTS, new MeshMessage.GroupKey(group.epoch(), group.secret()).encode());
        } else if (message instanceof MeshMessage.Signature signature) {
            relay(from, member, signature);
        } else if (message instanceof MeshMessage.Retraction retraction && member) {
            onward.accept(from, retraction.encode());
        }
    }

    /** What this node's own site says goes the same way. */
    void own(MeshMessage message) {
        NodeId self = node.self().id();
        if (message instanceof MeshMessage.Signature signature) {
            relay(self, true, signature);
        } else if (message instanceof MeshMessage.Retraction retraction) {
            onward.accept(self, retraction.encode());
        }
    }

    /** A member has left: the others go on under a secret that it does not know. */
    @Override
    public void onRevoked(NodeId revoked) throws Exception {
        given.remove(revoked);
        renew();
    }

    @Override
    public void measure(Sheet sheet) {
        FederationMetrics.region(sheet, relayed);
    }

    private void relay(NodeId from, boolean member, MeshMessage.Signature signature) {
        if (!member) {
            node.log()
                    .event(
                            "report_refused",
                            "from",
                            node.links().name(from),
                            "reason",
                            "no valid resonance certificate");
            return;
        }
        List<Long> hops = new ArrayList<>(signature.hopMicros());
        if (hops.size() < MeshMessage.HOPS_MAX) {
            hops.add(node.loop().wallMicros());
        }
        MeshMessage handed = new MeshMessage.Signature(signature.reporter(), signature.encoded(), hops);
        onward.accept(from, handed.encode());
        relayed++;
    }

    private void renew() throws Exception {
        group.renew(nowSeconds());
        sharing.take(group.epoch(), group.secret());
        given.removeIf(peer -> !certificates.mayReport(peer, node.loop().wallMicros()));
        byte[] message = new MeshMessage.GroupKey(group.epoch(), group.secret()).encode();
        given.forEach(peer -> node.links().send(peer, Channels.ALERTS, message));
        node.log().event("group_key_renewed", "epoch", group.epoch(), "members", given.size());
    }

    @Override
    public void close() {
        group.close();
    }
}
