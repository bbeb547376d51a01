package com.hookprobe.benchmarks;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.NeuroBlock;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Chains of many sources in turn, with everything real but the signatures: random bytes, since who stores blocks has verified
 * them before. All with the neuro part: 386 bytes.
 */
final class MadeBlocks {
    static final Hash32 NETWORK = Hash32.sha256("a network for measuring");
    private static final long START_MICROS = 1_764_000_000_000_000L;
    private static final int EPOCH_SECONDS = 300;

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<NodeId> sources = new ArrayList<>();
    private final Hash32[] heads;
    private final long[] numbers;
    private final long[] sealed;
    private long made;
    private long height;
    private Hash32 before = Hash32.ZERO;
    private Frontier frontier = Frontier.EMPTY;

    MadeBlocks(int count) {
        this.heads = new Hash32[count];
        this.numbers = new long[count];
        this.sealed = new long[count];
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[NodeId.BYTES];
            random.nextBytes(name);
            sources.add(NodeId.of(name));
        }
        sources.sort(NodeId::compareTo);
        for (int i = 0; i < count; i++) {
            heads[i] = Microblock.genesisPrev(NETWORK, sources.get(i), 0);
        }
    }

    List<Microblock> next(int count) {
        List<Microblock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int source = (int) (made++ % heads.length);
            byte[] signature = new byte[SignatureAlgorithm.SIGNATURE_BYTES];
            random.nextBytes(signature);
            byte[] fingerprint = new byte[64];
            random.nextBytes(fingerprint);
            Microblock block = new Microblock(
                    Microblock.VERSION,
                    NETWORK,
                    sources.get(source),
                    0,
                    ++numbers[source],
                    heads[source],
                    height,
                    before,
                    START_MICROS + made,
                    EventType.values()[(int) (made % EventType.values().length)],
                    hash(),
                    Optional.of(new NeuroBlock(hash(), fingerprint, hash())),
                    SignatureAlgorithm.ED25519,
                    signature);
            heads[source] = block.hash();
            blocks.add(block);
        }
        return blocks;
    }

    private Hash32 hash() {
        byte[] bytes = new byte[Hash32.BYTES];
        random.nextBytes(bytes);
        return Hash32.of(bytes);
    }

    /** What all blocks since the last checkpoint are. */
    List<SourceRange> open() {
        List<SourceRange> ranges = new ArrayList<>();
        for (int i = 0; i < heads.length; i++) {
            if (numbers[i] > sealed[i]) {
                ranges.add(new SourceRange(sources.get(i), 0, sealed[i] + 1, numbers[i], heads[i]));
            }
        }
        return ranges;
    }

    /** A checkpoint of the open ranges, and the state after it. */
    Sealed seal(MerkleTree tree) {
        CheckpointBody body = new CheckpointBody(open(), List.of(), List.of(), List.of());
        frontier = frontier.advance(body.ranges());
        height++;
        Hash32 any = Hash32.sha256("any");
        CheckpointHeader header = new CheckpointHeader(
                CheckpointHeader.VERSION,
                NETWORK,
                height,
                START_MICROS / 1_000_000 / EPOCH_SECONDS + height,
                START_MICROS / 1_000_000 / EPOCH_SECONDS + height - 1,
                EPOCH_SECONDS,
                before,
                sources.get(0),
                tree.root(),
                body.blockCount(),
                body.rangesRoot(),
                body.frontiersRoot(),
                frontier.root(),
                height - 1,
                any,
                body.evidenceRoot(),
                body.opsRoot(),
                any,
                any,
                any);
        before = header.hash();
        System.arraycopy(numbers, 0, sealed, 0, numbers.length);
        return new Sealed(DecidedCheckpoint.of(header, new byte[176], body), frontier);
    }

    /** A checkpoint and the state after it. */
    record Sealed(DecidedCheckpoint checkpoint, Frontier after) {}
}
