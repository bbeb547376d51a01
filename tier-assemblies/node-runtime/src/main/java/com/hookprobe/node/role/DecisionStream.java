package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A correlator's words on their way to its sites, each with its position, so that a site sees that it has missed some; and, for a
 * site that asks, what still matters of them (mesh 10). Owned by the node's loop.
 */
final class DecisionStream {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration EXPIRE = Duration.ofMinutes(1);
    /** To each site that catches up, so that one which asks for everything, over and over, costs little. */
    private static final int MESSAGES_PER_TURN = 32;

    /** Takes what is for this node itself, which has no session with itself. */
    @FunctionalInterface
    interface Local {
        void take(MeshMessage message) throws Exception;
    }

    private final NodeContext node;
    private final List<Member> sites;
    private final Local local;
    private final WordLog words;
    private final SequenceFile positions;
    private final InForce inForce = new InForce();
    /** Sites that catch up: the position of what they were sent last. */
    private final Map<NodeId, Long> cursors = new LinkedHashMap<>();

    /**
     * @param sites who is told
     * @param words gets what may have to be told again; the caller saves it
     */
    DecisionStream(NodeContext node, List<Member> sites, WordLog words, Local local) throws IOException {
        this.words = words;
        this.node = node;
        this.sites = List.copyOf(sites);
        this.local = local;
        this.positions = SequenceFile.open(node.data().resolve("decisions.position"));
    }

    /** What had been told when this node stopped; returns the proof of a decision. */
    Optional<WitnessProof> recall(InForce.Kept kept) throws IOException {
        try {
            inForce.recall(kept, node.loop().wallMicros());
            return kept.message() instanceof MeshMessage.Decision decision
                    ? Optional.of(WitnessProof.decode(decision.proof()))
                    : Optional.empty();
        } catch (MalformedException | com.hookprobe.dsm.ledger.MalformedException e) {
            throw new IOException("decisions.words: expected a decision or a cancel, found " + e.getMessage(), e);
        }
    }

    /** All that may have to be told again. */
    List<InForce.Kept> all() {
        return inForce.all(node.loop().wallMicros());
    }

    /** The decision about a tag that the sites have been told. */
    Optional<Bytes32> decided(TagKey key) {
        return inForce.decided(key, node.loop().wallMicros());
    }

    void start() {
        node.loop().every(TURN, this::turn);
        node.loop().every(EXPIRE, () -> inForce.expire(node.loop().wallMicros()));
    }

    /** A decision that a quorum has judged; returns to how many sites it went. */
    int send(MeshDecision decision, WitnessProof proof, List<Long> hopMicros) throws Exception {
        byte[] judged = proof.encode();
        long position = positions.next();
        inForce.decided(decision, judged, position, node.loop().wallMicros()).ifPresent(words::add);
        return send(new MeshMessage.Decision(position, decision.encode(), judged, hopMicros));
    }

    /** A decision that is to be shown only, once. */
    int show(MeshDecision decision, List<Long> hopMicros) throws Exception {
        return send(new MeshMessage.Decision(positions.next(), decision.encode(), new byte[0], hopMicros));
    }

    int send(MeshCancel cancel) throws Exception {
        long position = positions.next();
        inForce.cancelled(cancel, position, node.loop().wallMicros()).ifPresent(words::add);
        return send(new MeshMessage.Cancel(position, cancel.encode()));
    }

    private int send(MeshMessage message) {
        byte[] bytes = message.encode();
        int sent = 0;
        for (Member site : sites) {
            if (site.id().equals(node.self().id())) {
                // Not within the correlator's own step: what this site answers comes after it.
                node.loop().execute(() -> local.take(message));
                sent++;
            } else if (node.links().send(site.id(), Channels.ALERTS, bytes)) {
                sent++;
            }
        }
        return sent;
    }

    /** A decision in force, by the beginning of its id. */
    Optional<InForce.Decided> decided(String idBegin) {
        return inForce.decided(idBegin, node.loop().wallMicros());
    }

    /** A site says how far it has this stream. */
    void resume(NodeId site, long position) {
        if (sites.stream().anyMatch(member -> member.id().equals(site))) {
            // Positions that were never given out: this node was restored from an older copy, or the site's data is
            // another's.
            cursors.merge(site, position > positions.last() ? 0 : position, Math::min);
        }
    }

    void onPeerDown(NodeId site) {
        cursors.remove(site);
    }

    /** The next messages for who catches up; then it is told so. */
    void turn() {
        Iterator<Map.Entry<NodeId, Long>> sitesBehind = cursors.entrySet().iterator();
        while (sitesBehind.hasNext()) {
            Map.Entry<NodeId, Long> behind = sitesBehind.next();
            for (int i = 0; i < MESSAGES_PER_TURN; i++) {
                Optional<InForce.Entry> next = inForce.after(behind.getValue());
                MeshMessage message =
                        next.map(InForce.Entry::message).orElseGet(() -> new MeshMessage.Resumed(positions.last()));
                // In order, as alerts are not: RESUMED says that all before it has come.
                boolean sent = node.links().send(behind.getKey(), Channels.TELEMETRY, message.encode());
                if (!sent || next.isEmpty()) {
                    sitesBehind.remove();
                    break;
                }
                behind.setValue(next.get().position());
            }
        }
    }
}
