package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;

/**
 * The header of one epoch's checkpoint: the value on which validators agree. It has no view, so proposing it again
 * keeps it byte for byte.
 *
 * <pre>
 * offset size field                    all integers big-endian
 *      0    2 version (1)
 *      2   32 network id
 *     34    8 height (from 1)
 *     42    8 epoch
 *     50    8 prev epoch
 *     58    4 epoch length, seconds
 *     62   32 prev hash: {@link #hash()} of the header before, or the genesis hash
 *     94   32 proposer
 *    126   32 merkle root: over the hashes of all blocks, sorted by (source, seq)
 *    158    4 block count
 *    162   32 ranges root
 *    194   32 frontiers root: over the signed frontiers
 *    226   32 frontier root: over the state after this checkpoint
 *    258    8 log size (height - 1)
 *    266   32 log root: over the headers 1..height-1
 *    298   32 evidence root
 *    330   32 ops root
 *    362   32 validators hash
 *    394   32 next validators hash
 *    426   32 params hash
 *    458      end
 * </pre>
 *
 * All roots are RFC 6962 SHA-256 roots; of nothing it is SHA-256 of the empty string.
 */
public record CheckpointHeader(
        int version,
        Hash32 networkId,
        long height,
        long epoch,
        long prevEpoch,
        long epochSeconds,
        Hash32 prevHash,
        NodeId proposer,
        Hash32 merkleRoot,
        long blockCount,
        Hash32 rangesRoot,
        Hash32 frontiersRoot,
        Hash32 frontierRoot,
        long logSize,
        Hash32 logRoot,
        Hash32 evidenceRoot,
        Hash32 opsRoot,
        Hash32 validatorsHash,
        Hash32 nextValidatorsHash,
        Hash32 paramsHash) {
    /** The only version. */
    public static final int VERSION = 1;

    /** Size of the encoding. */
    public static final int BYTES = 458;

    /** DSM 3.1: max blocks in a checkpoint. */
    public static final int BLOCKS_MAX = 1_000_000;

    /** Checks ranges; throws {@link IllegalArgumentException} on a value that no valid header can have. */
    public CheckpointHeader {
        Checks.that(version == VERSION, "version", version);
        Checks.that(height >= 1, "height", height);
        Checks.that(prevEpoch >= 0, "prevEpoch", prevEpoch);
        // DSM 3.3: the epoch strictly rises.
        Checks.that(epoch > prevEpoch, "epoch not after prevEpoch", epoch);
        Checks.that(epochSeconds >= 1 && epochSeconds <= 0xFFFF_FFFFL, "epochSeconds", epochSeconds);
        Checks.that(blockCount >= 0 && blockCount <= BLOCKS_MAX, "blockCount", blockCount);
        // DSM 2.5: the log before header h holds the headers 1..h-1.
        Checks.that(logSize == height - 1, "logSize", logSize);
    }

    /** The value x: SHA-256 over a label and the 458 bytes. */
    public Hash32 hash() {
        return Hash32.sha256(LedgerLabels.CHECKPOINT, encode());
    }

    /** The canonical 458 bytes: also the leaf of this header in the checkpoint log. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES);
        out.u16(version).hash(networkId).u64(height).u64(epoch).u64(prevEpoch).u32(epochSeconds);
        out.hash(prevHash).node(proposer).hash(merkleRoot).u32(blockCount);
        out.hash(rangesRoot).hash(frontiersRoot).hash(frontierRoot).u64(logSize).hash(logRoot);
        out.hash(evidenceRoot)
                .hash(opsRoot)
                .hash(validatorsHash)
                .hash(nextValidatorsHash)
                .hash(paramsHash);
        return out.toBytes();
    }

    public static CheckpointHeader decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        CheckpointHeader header = read(in);
        in.end();
        return header;
    }

    /** Reads the next header. */
    public static CheckpointHeader read(WireReader in) throws MalformedException {
        int version = in.u16();
        Hash32 networkId = in.hash();
        long height = in.u64();
        long epoch = in.u64();
        long prevEpoch = in.u64();
        long epochSeconds = in.u32();
        Hash32 prevHash = in.hash();
        NodeId proposer = in.node();
        Hash32 merkleRoot = in.hash();
        long blockCount = in.u32();
        Hash32 rangesRoot = in.hash();
        Hash32 frontiersRoot = in.hash();
        Hash32 frontierRoot = in.hash();
        long logSize = in.u64();
        Hash32 logRoot = in.hash();
        Hash32 evidenceRoot = in.hash();
        Hash32 opsRoot = in.hash();
        Hash32 validatorsHash = in.hash();
        Hash32 nextValidatorsHash = in.hash();
        Hash32 paramsHash = in.hash();
        return Checks.canonical(() -> new CheckpointHeader(
                version,
                networkId,
                height,
                epoch,
                prevEpoch,
                epochSeconds,
                prevHash,
                proposer,
                merkleRoot,
                blockCount,
                rangesRoot,
                frontiersRoot,
                frontierRoot,
                logSize,
                logRoot,
                evidenceRoot,
                opsRoot,
                validatorsHash,
                nextValidatorsHash,
                paramsHash));
    }

    /** End of the epoch in seconds since 1970: no block of this checkpoint is younger. Saturates at 2^63-1. */
    public long epochEndSeconds() {
        try {
            return Math.multiplyExact(Math.addExact(epoch, 1), epochSeconds);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
