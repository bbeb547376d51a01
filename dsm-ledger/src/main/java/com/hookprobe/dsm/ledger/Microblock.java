package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A signed record of one event: one link of its source's hash chain. It holds only the hash of the event; the event
 * stays with the source.
 *
 * <pre>
 * offset size field                    all integers big-endian
 *      0    2 version (1)
 *      2   32 network id
 *     34   32 source
 *     66    4 incarnation
 *     70    8 seq (from 1)
 *     78   32 prev
 *    110    8 anchor height
 *    118   32 anchor
 *    150    8 time, microseconds since 1970
 *    158    1 event type
 *    159   32 payload hash
 *    191    2 neuro length (0 or 128)
 *    193    0 or 128 neuro: TER hash 32, weight fingerprint 64, PoSF 32
 *      .    1 signature algorithm
 *      .   64 signature
 * </pre>
 *
 * 258 bytes without and 386 bytes with the neuro part. Immutable; arrays are copied in and out.
 *
 * @param version 1
 * @param networkId the mesh
 * @param source who recorded it
 * @param incarnation 0..2^32-1; rises when a source is enrolled anew
 * @param seq from 1, without gaps within one incarnation
 * @param prev {@link #hash()} of the block before, or {@link #genesisPrev} when seq is 1
 * @param anchorHeight height of the newest checkpoint that the source had seen, 0 for none
 * @param anchor the hash of that checkpoint, {@link Hash32#ZERO} for none: the block is not older than it
 * @param timeMicros the source's own clock; advisory
 * @param eventType what it records
 * @param payloadHash SHA-256 of the event
 * @param neuro the source's NEURO state, if it has one
 * @param algorithm how it is signed
 * @param signature 64 bytes over {@link #signingBytes()}
 */
public record Microblock(
        int version,
        Hash32 networkId,
        NodeId source,
        long incarnation,
        long seq,
        Hash32 prev,
        long anchorHeight,
        Hash32 anchor,
        long timeMicros,
        EventType eventType,
        Hash32 payloadHash,
        Optional<NeuroBlock> neuro,
        SignatureAlgorithm algorithm,
        byte[] signature) {
    /** The only version. */
    public static final int VERSION = 1;

    /** Largest incarnation, 2^32-1. */
    public static final long INCARNATION_MAX = 0xFFFF_FFFFL;

    /** Size without the neuro part. */
    public static final int BYTES_MIN = 258;

    /** Size with the neuro part. */
    public static final int BYTES_MAX = BYTES_MIN + NeuroBlock.BYTES;

    /** Checks ranges; throws {@link IllegalArgumentException} on a value that no encoding can have. */
    public Microblock {
        Checks.that(version == VERSION, "version", version);
        Checks.that(incarnation >= 0 && incarnation <= INCARNATION_MAX, "incarnation", incarnation);
        Checks.that(seq >= 1, "seq", seq);
        Checks.that(anchorHeight >= 0, "anchorHeight", anchorHeight);
        // DSM 3.2: one way to say "no checkpoint seen".
        Checks.that(anchorHeight > 0 || anchor.equals(Hash32.ZERO), "anchor without a height", anchorHeight);
        Checks.that(timeMicros >= 0, "timeMicros", timeMicros);
        Checks.that(signature.length == SignatureAlgorithm.SIGNATURE_BYTES, "signature bytes", signature.length);
        signature = signature.clone();
    }

    /** {@code prev} of the first block of a source's incarnation. */
    public static Hash32 genesisPrev(Hash32 networkId, NodeId source, long incarnation) {
        byte[] number = new WireWriter(4).u32(incarnation).toBytes();
        return Hash32.sha256(LedgerLabels.CHAIN_START, networkId.bytes(), source.bytes(), number);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The name of this block: SHA-256 over a label and all its bytes, the signature included. */
    public Hash32 hash() {
        return hashOf(encode());
    }

    static Hash32 hashOf(byte[] encoded) {
        return Hash32.sha256(LedgerLabels.BLOCK_ID, encoded);
    }

    /** The signed message: a label, then every field up to and including the algorithm. */
    public byte[] signingBytes() {
        WireWriter out = new WireWriter(BYTES_MAX);
        out.bytes(LedgerLabels.BLOCK_SIGNATURE.getBytes(StandardCharsets.US_ASCII));
        writeSigned(out);
        return out.toBytes();
    }

    /** True when the signature is right under the key and the key is of this block's algorithm. */
    public boolean verify(PublicKeyBytes key) {
        return key.algorithm() == algorithm && SignatureCheck.verify(key, signingBytes(), signature);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES_MAX);
        writeSigned(out);
        return out.bytes(signature).toBytes();
    }

    /** Reads exactly one block; refuses every encoding that {@link #encode()} would not give. */
    public static Microblock decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Microblock block = read(in);
        in.end();
        return block;
    }

    static Microblock read(WireReader in) throws MalformedException {
        int version = in.u16();
        Hash32 networkId = in.hash();
        NodeId source = in.node();
        long incarnation = in.u32();
        long seq = in.u64();
        Hash32 prev = in.hash();
        long anchorHeight = in.u64();
        Hash32 anchor = in.hash();
        long timeMicros = in.u64();
        EventType eventType = EventType.ofCode(in.u8());
        Hash32 payloadHash = in.hash();
        Optional<NeuroBlock> neuro = readNeuro(in);
        SignatureAlgorithm algorithm = SignatureAlgorithm.ofCode(in.u8());
        byte[] signature = in.bytes(SignatureAlgorithm.SIGNATURE_BYTES);
        return Checks.canonical(() -> new Microblock(
                version,
                networkId,
                source,
                incarnation,
                seq,
                prev,
                anchorHeight,
                anchor,
                timeMicros,
                eventType,
                payloadHash,
                neuro,
                algorithm,
                signature));
    }

    private static Optional<NeuroBlock> readNeuro(WireReader in) throws MalformedException {
        int length = in.u16();
        if (length == 0) {
            return Optional.empty();
        }
        if (length != NeuroBlock.BYTES) {
            throw new MalformedException("a neuro part has 0 or 128 bytes, got " + length);
        }
        return Optional.of(NeuroBlock.read(in));
    }

    private void writeSigned(WireWriter out) {
        out.u16(version).hash(networkId).node(source).u32(incarnation).u64(seq).hash(prev);
        out.u64(anchorHeight).hash(anchor).u64(timeMicros).u8(eventType.code()).hash(payloadHash);
        out.u16(neuro.isPresent() ? NeuroBlock.BYTES : 0);
        neuro.ifPresent(part -> part.write(out));
        out.u8(algorithm.code());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Microblock that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    @Override
    public String toString() {
        return "Microblock " + source + "/" + incarnation + "/" + seq + " " + eventType.label();
    }
}
