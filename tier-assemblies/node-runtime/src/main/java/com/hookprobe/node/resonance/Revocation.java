package com.hookprobe.node.resonance;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * A verifier's word that a node has lost its resonance: from now on it may not report, whatever certificate it holds.
 *
 * <p>Encoding, big-endian: version u8 = 1 | node 32 | reason u8 | ter_sequence u64 | time u64 (microseconds) | verifier
 * 32 | Ed25519 signature 64, over the label and all bytes before it.
 */
public record Revocation(
        NodeId node, Reason reason, long terSequence, long timeMicros, NodeId verifier, byte[] signature) {
    private static final int VERSION = 1;

    /** Why; the code is the position plus one. */
    public enum Reason {
        INTEGRITY_CHANGED,
        WEIGHTS_DIVERGED,
        HISTORY_BROKEN,
        OPERATOR,
        CLONE,
        ROLLBACK,
        HARDWARE
    }

    public static Revocation issue(
            NodeId node,
            Reason reason,
            long terSequence,
            long timeMicros,
            NodeId verifier,
            UnaryOperator<byte[]> signer) {
        Revocation unsigned = new Revocation(node, reason, terSequence, timeMicros, verifier, new byte[0]);
        return new Revocation(node, reason, terSequence, timeMicros, verifier, signer.apply(unsigned.signed()));
    }

    public byte[] encode() {
        return new WireWriter(256).bytes(fields()).bytes(signature).toBytes();
    }

    public static Revocation decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("unknown revocation version " + version);
        }
        NodeId node = in.node();
        int reason = in.u8();
        if (reason < 1 || reason > Reason.values().length) {
            throw new MalformedException("unknown revocation reason " + reason);
        }
        Revocation revocation =
                new Revocation(node, Reason.values()[reason - 1], in.u64(), in.u64(), in.node(), in.bytes(64));
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
                .u64(terSequence)
                .u64(timeMicros)
                .node(verifier)
                .toBytes();
    }
}
