package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** More than this on its way to a site that catches up, and it gets no more: live words need the rest of the queue. */
    static final long QUEUED_BYTES_MAX = 1 << 20;

    /** How words get to a site. */
    interface Way {
        /**
         * @param lost run on the loop when the message did not find room in a session that goes on
         * @return false when there is no session
         */
        boolean send(NodeId site, int channel, byte[] message, NodeLoop.Task lost);

        /** Bytes that the site has not acknowledged. */
        long queuedBytes(NodeId site);
    }

    private record OverLinks(Links links) implements Way {
        @Override
        public boolean send(NodeId site, int channel, byte[] message, NodeLoop.Task lost) {
            Optional<HtpSession> session = links.open(site);
            return links.send(site, channel, message, () -> {
                // With another session the site asks for itself.
                if (session.isPresent() && session.equals(links.open(site))) {
                    lost.run();
                }
            });
        }

        @Override
        public long queuedBytes(NodeId site) {
            return links.stats(site).map(SessionStats::bytesQueued).orElse(0L);
        }
    }

    private final NodeContext node;
    private final Way way;
    private final List<Member> sites;
    /** Who shares this correlator's log and is told besides. */
    private final List<Member> fellows;

    private final Set<NodeId> ids = new HashSet<>();
    private final Local local;
    private final WordLog words;
    private final SequenceFile positions;
    private final InForce inForce = new InForce();
    /** Sites that catch up: the position of what they were sent last. */
    private final Map<NodeId, Long> cursors = new LinkedHashMap<>();

    /**
     * @param sites who is told
     * @param fellows who shares this correlator's log, and is told as a site is
     * @param words gets what may have to be told again; the caller saves it
     */
    DecisionStream(NodeContext node, List<Member> sites, List<Member> fellows, WordLog words, Local local)
            throws IOException {
        this(node, sites, fellows, words, local, new OverLinks(node.links()));
    }

    DecisionStream(NodeContext node, List<Member> sites, List<Member> fellows, WordLog words, Local local, Way way)
            throws IOException {
        this.way = way;
        this.fellows = List.copyOf(fellows);
        this.words = words;
        this.node = node;
        this.sites = List.copyOf(sites);
        sites.forEach(site -> ids.add(site.id()));
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

    /** Whether the sites have been told this decision, with all that it says now. */
    boolean tells(DecisionDraft draft, long endsMicros) {
        return inForce.tells(draft, endsMicros, node.loop().wallMicros());
    }

    /** Whether sites have been told a word about a tag with this number, or a later one. */
    boolean told(TagKey key, long number) {
        return inForce.told(key, number, node.loop().wallMicros());
    }

    /** Decisions that sites are told of when they ask. */
    int inForce() {
        return inForce.size();
    }

    /** Sites that are sent what they missed. */
    int sitesBehind() {
        return cursors.size();
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
        return send(position, new MeshMessage.Decision(position, decision.encode(), judged, hopMicros));
    }

    /** What a fellow has told goes to this one's sites too, who may have no session with the fellow any more. */
    void passOn(MeshDecision decision, WitnessProof proof, List<Long> hopMicros) throws Exception {
        byte[] judged = proof.encode();
        long position = positions.next();
        inForce.decided(decision, judged, position, node.loop().wallMicros()).ifPresent(words::add);
        send(position, new MeshMessage.Decision(position, decision.encode(), judged, hopMicros));
    }

    void passOn(MeshCancel cancel) throws Exception {
        long position = positions.next();
        inForce.cancelled(cancel, position, node.loop().wallMicros()).ifPresent(words::add);
        send(position, new MeshMessage.Cancel(position, cancel.encode()));
    }

    /** A decision that is to be shown only, once. */
    int show(MeshDecision decision, List<Long> hopMicros) throws Exception {
        long position = positions.next();
        return send(position, new MeshMessage.Decision(position, decision.encode(), new byte[0], hopMicros));
    }

    int send(MeshCancel cancel) throws Exception {
        long position = positions.next();
        inForce.cancelled(cancel, position, node.loop().wallMicros()).ifPresent(words::add);
        return send(position, new MeshMessage.Cancel(position, cancel.encode()));
    }

    /** What has no room in a session that goes on is sent later: nobody would ask for the last word, or for RESUMED. */
    private boolean send(NodeId site, int channel, byte[] message, long after) {
        return way.send(site, channel, message, () -> cursors.merge(site, after, Math::min));
    }

    private int send(long position, MeshMessage message) {
        byte[] bytes = message.encode();
        int sent = 0;
        fellows.forEach(fellow -> send(fellow.id(), Channels.ALERTS, bytes, position - 1));
        for (Member site : sites) {
            if (site.id().equals(node.self().id())) {
                // Not within the correlator's own step: what this site answers comes after it.
                node.loop().execute(() -> local.take(message));
                sent++;
            } else if (send(site.id(), Channels.ALERTS, bytes, position - 1)) {
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
        if (ids.contains(site)
                || fellows.stream().anyMatch(member -> member.id().equals(site))) {
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
            boolean busy = way.queuedBytes(behind.getKey()) > QUEUED_BYTES_MAX;
            for (int i = 0; i < MESSAGES_PER_TURN && !busy; i++) {
                Optional<InForce.Entry> next = inForce.after(behind.getValue());
                MeshMessage message =
                        next.map(InForce.Entry::message).orElseGet(() -> new MeshMessage.Resumed(positions.last()));
                // In order, as alerts are not: RESUMED says that all before it has come.
                boolean sent = send(behind.getKey(), Channels.TELEMETRY, message.encode(), behind.getValue());
                if (!sent || next.isEmpty()) {
                    sitesBehind.remove();
                    break;
                }
                behind.setValue(next.get().position());
            }
        }
    }
}
