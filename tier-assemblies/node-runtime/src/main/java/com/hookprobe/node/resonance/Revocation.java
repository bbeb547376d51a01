package com.hookprobe.node.resonance;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * A verifier's word on the standing of a node (mesh 3): that it has lost its resonance and may not report, whatever certificate it
 * holds; or, with {@link Reason#REINSTATED}, that an earlier such word no longer holds.
 *
 * <p>Encoding, big-endian, 154 bytes: version u8 = 2 | node 32 | reason u8 | sequence u64 | ter_sequence u64 | time u64
 * (microseconds) | verifier 32 | Ed25519 signature 64, over the label and all bytes before it.
 *
 * @param sequence the number of the registry's row that says so; later words have higher ones
 */
public record Revocation(
        NodeId node,
        Reason reason,
        long sequence,
        long terSequence,
        long timeMicros,
        NodeId verifier,
        byte[] signature) {
    /** The length of the encoding, bytes. */
    public static final int BYTES = 154;

    private static final int VERSION = 2;

    /** Why; the code is the position plus one. */
    public enum Reason {
        INTEGRITY_CHANGED,
        WEIGHTS_DIVERGED,
        HISTORY_BROKEN,
        OPERATOR,
        CLONE,
        ROLLBACK,
        HARDWARE,
        /** The node may take part again. */
        REINSTATED
    }

    public static Revocation issue(
            NodeId node,
            Reason reason,
            long sequence,
            long terSequence,
            long timeMicros,
            NodeId verifier,
            UnaryOperator<byte[]> signer) {
        Revocation unsigned = new Revocation(node, reason, sequence, terSequence, timeMicros, verifier, new byte[0]);
        return new Revocation(
                node, reason, sequence, terSequence, timeMicros, verifier, signer.apply(unsigned.signed()));
    }

    /** True when it takes an earlier word back. */
    public boolean lifts() {
        return reason == Reason.REINSTATED;
    }

    /**
     * True when this word counts and not the other one about the same node. A word that shuts out also does so by its time alone:
     * after a registry was restored its numbers may be lower, and then to let in would be the worse mistake.
     */
    boolean outweighs(Revocation other) {
        if (lifts()) {
            return sequence > other.sequence;
        }
        return sequence > other.sequence
                || (other.lifts() && (sequence == other.sequence || timeMicros > other.timeMicros));
    }

    public byte[] encode() {
        return new WireWriter(256).bytes(fields()).bytes(signature).toBytes();
    }

    public static Revocation decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("revocation: expected version " + VERSION + ", found " + version
                    + "; the nodes of a mesh run the same release");
        }
        NodeId node = in.node();
        int reason = in.u8();
        if (reason < 1 || reason > Reason.values().length) {
            throw new MalformedException("unknown revocation reason " + reason);
        }
        Revocation revocation = new Revocation(
                node, Reason.values()[reason - 1], in.u64(), in.u64(), in.u64(), in.node(), in.bytes(64));
        in.end();
        return revocation;
    }

    public boolean signatureValid(ResonanceCertificate.SignatureCheck check) {
        return check.valid(signed(), signature);
    }

    private byte[] signed() {
        return new WireWriter(256)
                .bytes(NodeLabels.RESONANCE_REVOCATION.getBytes(StandardCharsets.US_ASCII))
                .bytes(fields())
                .toBytes();
    }

    private byte[] fields() {
        return new WireWriter(256)
                .u8(VERSION)
                .node(node)
                .u8(reason.ordinal() + 1)
                .u64(sequence)
                .u64(terSequence)
                .u64(timeMicros)
                .node(verifier)
                .toBytes();
    }
}
