package com.hookprobe.node.resonance;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What a verifier says of a node whose history it has replayed: these weights, this many TERs, trusted until then.
 * Validators take reports only from a node with a valid one, so that device seeds stay with the verifier.
 *
 * <p>Encoding, big-endian: version u8 = 1 | node 32 | fingerprint 64 | ter_sequence u64 | trust u16 (of 65535) |
 * issued u64 | expires u64 (microseconds since the epoch) | verifier 32 | Ed25519 signature 64, over the label and all
 * bytes before it.
 *
 * @param fingerprint 64 bytes
 * @param trust 0 to 65535, where 65535 is 1.0
 */
public record ResonanceCertificate(
        NodeId node,
        byte[] fingerprint,
        long terSequence,
        int trust,
        long issuedMicros,
        long expiresMicros,
        NodeId verifier,
        byte[] signature) {
    private static final int VERSION = 1;
    private static final int SIGNATURE_LENGTH = 64;

    /** Checks a 64-byte signature over a message. */
    @FunctionalInterface
    public interface SignatureCheck {
        boolean valid(byte[] message, byte[] signature);
    }

    public static ResonanceCertificate issue(
            NodeId node,
            byte[] fingerprint,
            long terSequence,
            int trust,
            long issuedMicros,
            long expiresMicros,
            NodeId verifier,
            UnaryOperator<byte[]> signer) {
        ResonanceCertificate unsigned = new ResonanceCertificate(
                node, fingerprint, terSequence, trust, issuedMicros, expiresMicros, verifier, new byte[0]);
        return new ResonanceCertificate(
                node,
                fingerprint,
                terSequence,
                trust,
                issuedMicros,
                expiresMicros,
                verifier,
                signer.apply(unsigned.signed()));
    }

    public byte[] encode() {
        return new WireWriter(256).bytes(fields()).bytes(signature).toBytes();
    }

    public static ResonanceCertificate decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("unknown certificate version " + version);
        }
        ResonanceCertificate certificate = new ResonanceCertificate(
                in.node(), in.bytes(64), in.u64(), in.u16(), in.u64(), in.u64(), in.node(), in.bytes(SIGNATURE_LENGTH));
        in.end();
        return certificate;
    }

    public boolean signatureValid(SignatureCheck check) {
        return check.valid(signed(), signature);
    }

    private byte[] signed() {
        return new WireWriter(256)
                .bytes(NodeLabels.RESONANCE_CERTIFICATE.getBytes(StandardCharsets.US_ASCII))
                .bytes(fields())
                .toBytes();
    }

    private byte[] fields() {
        return new WireWriter(256)
                .u8(VERSION)
                .node(node)
                .bytes(fingerprint)
                .u64(terSequence)
                .u16(trust)
                .u64(issuedMicros)
                .u64(expiresMicros)
                .node(verifier)
                .toBytes();
    }
}
