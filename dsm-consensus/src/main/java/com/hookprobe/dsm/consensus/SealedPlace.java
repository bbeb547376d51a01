package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;

/**
 * A place in a source's chain and the one block that is said to be there. 76 bytes, big-endian: source 32 | incarnation u32 |
 * seq u64 | block 32.
 *
 * @param incarnation 0..2^32-1
 * @param seq from 1
 * @param block its hash
 */
public record SealedPlace(NodeId source, long incarnation, long seq, Hash32 block) {
    /** Size of the encoding. */
    public static final int BYTES = 76;

    /** Checks ranges; throws {@link IllegalArgumentException}. */
    public SealedPlace {
        Checks.that(incarnation >= 0 && incarnation <= Microblock.INCARNATION_MAX, "incarnation", incarnation);
        Checks.that(seq >= 1, "seq", seq);
    }

    /** The place of a block. */
    public static SealedPlace of(Microblock block) {
        return new SealedPlace(block.source(), block.incarnation(), block.seq(), block.hash());
    }

    /** The 156 bytes that a validator signs: label 16, network id 32, validators_hash 32, place 76. */
    public byte[] signingBytes(Hash32 networkId, Hash32 setHash) {
        WireWriter out = new WireWriter(80 + BYTES)
                .bytes(ConsensusLabels.ACKNOWLEDGEMENT.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId)
                .hash(setHash);
        write(out);
        return out.toBytes();
    }

    void write(WireWriter out) {
        out.node(source).u32(incarnation).u64(seq).hash(block);
    }

    static SealedPlace read(WireReader in) throws MalformedException {
        NodeId source = in.node();
        long incarnation = in.u32();
        long seq = in.u64();
        Hash32 block = in.hash();
        return Checks.canonical(() -> new SealedPlace(source, incarnation, seq, block));
    }

    @Override
    public String toString() {
        return source + "/" + incarnation + "/" + seq + " " + block.hex().substring(0, 8);
    }
}
