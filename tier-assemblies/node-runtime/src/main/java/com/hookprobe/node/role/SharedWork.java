package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.federation.core.StreamPosition;
import com.hookprobe.node.federation.core.Telling;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.TagKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a correlator does because others share its log (pair 4): it tells what its shards decide, leaves the rest to its fellows and steps
 * in for them, and passes on what they have told. Owned by the node's loop.
 */
final class SharedWork {
    /** Passes a fellow's word on to the sites, as that fellow signed it. */
    interface PassOn {
        void decision(MeshDecision decision, WitnessProof proof, List<Long> hopMicros) throws Exception;

        void cancel(MeshCancel cancel) throws Exception;
    }

    private final NodeContext node;
    private final DecisionStream stream;
    private final List<Member> members;
    private final Telling telling;
    private final Map<NodeId, StreamPosition> fellows = new LinkedHashMap<>();
    /** Of cancels about tags of which nothing was in force nothing else is kept. */
    private final Map<TagKey, Long> toldNumbers = new LastUsedMap<>(InForce.TAGS_MAX);

    private final Cursor from;
    private final Cursor before;

    /**
     * @param stored what {@link #cursor} has made; empty the first time
     * @throws MalformedException when it is something else
     */
    SharedWork(NodeContext node, DecisionStream stream, Optional<byte[]> stored) throws MalformedException {
        this.node = node;
        this.stream = stream;
        this.members = node.mesh().verifiers();
        int self = members.stream().map(Member::id).toList().indexOf(node.self().id());
        this.telling = new Telling(DecisionLog.SHARDING, members.size(), self);
        node.mesh().fellows(node.self()).forEach(fellow -> fellows.put(fellow.id(), new StreamPosition()));
        Cursor start = Cursor.start(DecisionLog.SHARDING);
        byte[] both = stored.orElse(new byte[0]);
        this.from = both.length == 0
                ? start
                : Cursor.decode(DecisionLog.SHARDING, Arrays.copyOfRange(both, 0, both.length / 2));
        this.before = both.length == 0
                ? start
                : Cursor.decode(DecisionLog.SHARDING, Arrays.copyOfRange(both, both.length / 2, both.length));
    }

    /** Where the log is to be read from: what may not have been told comes again. */
    Cursor from() {
        return from;
    }

    /** To be stored with the words: from where to read, and how far all was taken. */
    byte[] cursor(Cursor taken) {
        byte[] read = from(taken).encode();
        byte[] all = taken.encode();
        return ByteBuffer.allocate(read.length + all.length).put(read).put(all).array();
    }

    /** From where to read after a start, when so much was taken. */
    Cursor from(Cursor taken) {
        return telling.from(taken);
    }

    /** Whether this process has taken an output before it started. */
    boolean again(Output output) {
        return output.sequence() < before.next(output.shard());
    }

    /** True when it is this node's own to tell. */
    boolean mine(long number) {
        return telling.mine(telling.shardOf(number));
    }

    /**
     * Takes a decision or cancel down.
     *
     * @return true when it is to be told now
     */
    boolean tells(Output output, TagKey key, long number) {
        if (known(key, number)) {
            return false;
        }
        boolean left = !telling.mine(output.shard()) && !away(telling.owner(output.shard()));
        telling.take(output, key, left, node.loop().nowNs());
        return !left;
    }

    private boolean away(int owner) {
        NodeId id = members.get(owner).id();
        return !id.equals(node.self().id()) && !node.links().connected(id);
    }

    /** What fellows have not told in time. */
    List<Output> due() {
        long nowNs = node.loop().nowNs();
        telling.expire(nowNs);
        return telling.due(this::away, nowNs);
    }

    /** A word was told. */
    void told(TagKey key, long number) {
        telling.told(key, number);
        toldNumbers.merge(key, number, Math::max);
    }

    /** Whether the sites have been told a word about a tag with this number, or a later one. */
    boolean known(TagKey key, long number) {
        return stream.told(key, number) || toldNumbers.getOrDefault(key, -1L) >= number;
    }

    /** How many decisions and cancels are still to be told, by whomever. */
    int open() {
        return telling.size();
    }

    void onPeerUp(NodeId peer) {
        StreamPosition position = fellows.get(peer);
        if (position != null) {
            ask(peer, position);
        }
    }

    private void ask(NodeId peer, StreamPosition position) {
        node.links().send(peer, Channels.ALERTS, new MeshMessage.Resume(position.ask()).encode());
    }

    /** @return true for a message of a fellow's stream, which is dealt with */
    boolean onMesh(NodeId from, MeshMessage message, PassOn on) throws Exception {
        StreamPosition position = fellows.get(from);
        if (position == null) {
            return false;
        }
        try {
            if (message instanceof MeshMessage.Decision sent) {
                place(from, position, sent.position());
                decision(from, sent, on);
            } else if (message instanceof MeshMessage.Cancel sent) {
                place(from, position, sent.position());
                cancel(from, sent, on);
            } else if (message instanceof MeshMessage.Resumed resumed) {
                if (position.onResumed(resumed.position())) {
                    ask(from, position);
                }
            } else {
                return false;
            }
        } catch (MalformedException | com.hookprobe.dsm.ledger.MalformedException e) {
            refuse(from, String.valueOf(e.getMessage()));
        }
        return true;
    }

    private void place(NodeId from, StreamPosition position, long at) {
        if (position.onMessage(at)) {
            ask(from, position);
        }
    }

    private void decision(NodeId from, MeshMessage.Decision sent, PassOn on) throws Exception {
        MeshDecision decision = MeshDecision.decode(sent.encoded());
        boolean over = decision.endsMicros() <= node.loop().wallMicros();
        // What is shown only is shown by the one whose turn it was.
        if (sent.proof().length == 0 || over || known(decision.key(), decision.sequence())) {
            return;
        }
        if (!decision.verify(signers())) {
            refuse(from, "a decision that no MSSP has signed");
            return;
        }
        told(decision.key(), decision.sequence());
        on.decision(decision, WitnessProof.decode(sent.proof()), sent.hopMicros());
    }

    private void cancel(NodeId from, MeshMessage.Cancel sent, PassOn on) throws Exception {
        MeshCancel cancel = MeshCancel.decode(sent.encoded());
        if (known(cancel.key(), cancel.sequence())) {
            return;
        }
        if (!cancel.verify(signers())) {
            refuse(from, "a cancel that no MSSP has signed");
            return;
        }
        told(cancel.key(), cancel.sequence());
        on.cancel(cancel);
    }

    private SignatureVerifier signers() {
        return signers(members);
    }

    /** Whether one of them has signed. */
    static SignatureVerifier signers(List<Member> members) {
        List<byte[]> keys =
                members.stream().map(member -> member.card().ed25519()).toList();
        return (bytes, proof) -> keys.stream().anyMatch(key -> Ed25519.verify(key, bytes, proof));
    }

    private void refuse(NodeId from, String reason) {
        node.log().event("decision_refused", "by", node.links().name(from), "reason", reason);
    }
}
