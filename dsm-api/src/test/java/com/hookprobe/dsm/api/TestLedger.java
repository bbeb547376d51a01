package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A store that a test fills: blocks of some sources, checkpoints over them, or headers alone. */
public final class TestLedger {
    public static final Hash32 NETWORK = filled(0x4E);
    public static final long EPOCH_SECONDS = 300;

    public final BlockStore store;
    private final Hash32 network;
    private final Hash32 validators;
    private final Hash32 params;
    private final Function<CheckpointHeader, byte[]> certify;
    private final Map<Integer, Microblock> last = new HashMap<>();
    private final TreeMap<NodeId, List<Microblock>> pending = new TreeMap<>();
    private final List<byte[]> headers = new ArrayList<>();
    private Frontier frontier = Frontier.EMPTY;
    private Hash32 before;

    public TestLedger() {
        this(NETWORK, filled(0x99), filled(0x13), filled(0x15), header -> new byte[] {1, 2, 3});
    }

    /** A ledger whose checkpoints carry real certificates. */
    TestLedger(
            Hash32 network,
            Hash32 genesis,
            Hash32 validators,
            Hash32 params,
            Function<CheckpointHeader, byte[]> certify) {
        this.store = MemoryBlockStore.create(network);
        this.network = network;
        this.before = genesis;
        this.validators = validators;
        this.params = params;
        this.certify = certify;
    }

    public static Hash32 filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Hash32.of(bytes);
    }

    public static DeviceKey key(int number) {
        byte[] seed = new byte[DeviceKey.SEED_BYTES];
        Arrays.fill(seed, (byte) number);
        return DeviceKey.fromSeed(seed);
    }

    public static NodeId source(int number) {
        return key(number).nodeIdAsFirstKey();
    }

    /** The next block of a source, stored. */
    public Microblock add(int source, EventType type, long timeMicros) throws StoreException {
        Microblock block = next(source, type, timeMicros);
        store.put(block);
        last.put(source, block);
        pending.computeIfAbsent(block.source(), id -> new ArrayList<>()).add(block);
        return block;
    }

    /** The next block of a source, not stored. */
    public Microblock next(int source, EventType type, long timeMicros) {
        DeviceKey key = key(source);
        NodeId id = key.nodeIdAsFirstKey();
        Microblock previous = last.get(source);
        Hash32 prev = previous == null ? Microblock.genesisPrev(network, id, 0) : previous.hash();
        long seq = previous == null ? 1 : previous.seq() + 1;
        return new MicroblockDraft(
                        network, id, 0, seq, prev, 0, Hash32.ZERO, timeMicros, type, filled(7), Optional.empty())
                .sign(BlockSigner.of(key));
    }

    /** A checkpoint over all blocks since the last one. */
    public CheckpointHeader decide() throws StoreException {
        List<SourceRange> ranges = new ArrayList<>();
        List<Hash32> leaves = new ArrayList<>();
        pending.forEach((id, blocks) -> {
            Microblock end = blocks.get(blocks.size() - 1);
            ranges.add(new SourceRange(id, 0, blocks.get(0).seq(), end.seq(), end.hash()));
            blocks.forEach(block -> leaves.add(block.hash()));
        });
        pending.clear();
        CheckpointBody body = new CheckpointBody(ranges, List.of(), List.of(), List.of());
        frontier = frontier.advance(ranges);
        CheckpointHeader header = header(
                before,
                headers.size() + 1,
                MerkleTree.ofHashes(leaves).root(),
                leaves.size(),
                body,
                frontier.root(),
                MerkleTree.of(headers).root());
        store.putDecided(DecidedCheckpoint.of(header, certify.apply(header), body), frontier);
        headers.add(header.encode());
        before = header.hash();
        return header;
    }

    /** Headers alone up to a height, as an edge keeps them. */
    public void addHeaders(int height) throws StoreException {
        addHeaders(height, 0);
    }

    /** The same with another state in them: another history. */
    public void addHeaders(int height, int variant) throws StoreException {
        CheckpointBody body = new CheckpointBody(List.of(), List.of(), List.of(), List.of());
        for (long at = store.logSize() + 1L; at <= height; at++) {
            CheckpointHeader header = header(before, at, filled(variant), 0, body, filled(3), filled(4));
            store.putHeader(DecidedCheckpoint.headerOnly(header, new byte[] {1}));
            before = header.hash();
        }
    }

    private CheckpointHeader header(
            Hash32 before,
            long height,
            Hash32 merkleRoot,
            int blocks,
            CheckpointBody body,
            Hash32 frontierRoot,
            Hash32 logRoot) {
        return new CheckpointHeader(
                CheckpointHeader.VERSION,
                network,
                height,
                1000 + height,
                999 + height,
                EPOCH_SECONDS,
                before,
                source(200),
                merkleRoot,
                blocks,
                body.rangesRoot(),
                body.frontiersRoot(),
                frontierRoot,
                height - 1,
                logRoot,
                body.evidenceRoot(),
                body.opsRoot(),
                validators,
                validators,
                params);
    }
}
