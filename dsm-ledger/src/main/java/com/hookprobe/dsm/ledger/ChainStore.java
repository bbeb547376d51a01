package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of a block store, over sorted maps that lie in memory or on disk.
 *
 * <p>Every public method holds the monitor: reading an index and writing it back must not interleave, and a native handle
 * must not be used while another thread closes it.
 */
abstract sealed class ChainStore implements BlockStore permits MemoryBlockStore, RocksBlockStore {
    private final Hash32 networkId;
    private final KeyValues values;
    private final Decisions decisions;
    private boolean closed;

    ChainStore(Hash32 networkId, KeyValues values) throws StoreException {
        this.networkId = networkId;
        this.values = values;
        StoreFormat.check(values, networkId);
        this.decisions = new Decisions(values, new Heads(networkId, values));
    }

    /** The network whose blocks it holds. */
    public Hash32 networkId() {
        return networkId;
    }

    @Override
    public PutResult put(Microblock block) throws StoreException {
        return put(block, BRANCHES_MAX);
    }

    @Override
    public PutResult putRequired(Microblock block) throws StoreException {
        return put(block, BRANCHES_REQUIRED_MAX);
    }

    private synchronized PutResult put(Microblock block, int branchesMax) throws StoreException {
        ensureOpen();
        requireNetwork(block.networkId());
        Hash32 hash = block.hash();
        byte[] numberKey = Keys.number(block.source(), block.incarnation(), block.seq());
        List<Hash32> branches = branches(values.get(Column.NUMBERS, numberKey));
        if (branches.contains(hash)) {
            return new PutResult(PutResult.Outcome.DUPLICATE, Optional.empty());
        }
        Optional<Hash32> first = branches.isEmpty() ? Optional.empty() : Optional.of(branches.get(0));
        // DSM 2.4 rule 5: two branches of a fork may be stored, the third is dropped.
        if (branches.size() >= branchesMax) {
            return new PutResult(PutResult.Outcome.REFUSED_BRANCH, first);
        }
        WireWriter number = new WireWriter((branches.size() + 1) * Hash32.BYTES);
        branches.forEach(number::hash);
        List<Change> batch = new ArrayList<>();
        batch.add(Change.put(Column.BLOCKS, hash.bytes(), block.encode()));
        batch.add(Change.put(Column.NUMBERS, numberKey, number.hash(hash).toBytes()));
        decisions.heads().extend(block, hash).ifPresent(batch::add);
        values.write(batch, false);
        return new PutResult(first.isEmpty() ? PutResult.Outcome.STORED : PutResult.Outcome.FORK, first);
    }

    @Override
    public synchronized Optional<Microblock> get(Hash32 hash) throws StoreException {
        ensureOpen();
        return Optional.ofNullable(block(values, hash));
    }

    @Override
    public List<Microblock> get(NodeId source, long incarnation, long seq) throws StoreException {
        return range(source, incarnation, seq, seq);
    }

    @Override
    public synchronized Optional<SourceHead> highest(NodeId source, long incarnation) throws StoreException {
        ensureOpen();
        return decisions.heads().get(source, incarnation);
    }

    @Override
    public synchronized List<SourceHead> heads() throws StoreException {
        ensureOpen();
        return decisions.heads().all();
    }

    @Override
    public synchronized List<Microblock> range(NodeId source, long incarnation, long from, long to)
            throws StoreException {
        ensureOpen();
        List<Microblock> found = new ArrayList<>();
        for (Entry entry : values.scan(
                Column.NUMBERS,
                Keys.number(source, incarnation, Math.max(1, from)),
                Keys.number(source, incarnation, Math.max(0, to)),
                RANGE_MAX)) {
            for (Hash32 hash : branches(entry.value())) {
                Microblock block = block(values, hash);
                if (block != null && found.size() < RANGE_MAX) {
                    found.add(block);
                }
            }
        }
        return found;
    }

    @Override
    public synchronized Optional<List<Hash32>> chain(SourceRange range) throws StoreException {
        ensureOpen();
        if (range.count() > CheckpointHeader.BLOCKS_MAX) {
            return Optional.empty();
        }
        List<Hash32> hashes = new ArrayList<>();
        Hash32 at = range.head();
        for (long seq = range.to(); seq >= range.from(); seq--) {
            Microblock block = block(values, at);
            if (block == null
                    || !block.source().equals(range.source())
                    || block.incarnation() != range.incarnation()
                    || block.seq() != seq) {
                return Optional.empty();
            }
            hashes.add(at);
            at = block.prev();
        }
        Collections.reverse(hashes);
        return Optional.of(hashes);
    }

    @Override
    public synchronized void sync() throws StoreException {
        ensureOpen();
        values.sync();
    }

    @Override
    public synchronized void putDecided(DecidedCheckpoint decided, Frontier after) throws StoreException {
        ensureOpen();
        requireNetwork(decided.header().networkId());
        decisions.put(decided, after, true);
    }

    @Override
    public synchronized void putSnapshot(DecidedCheckpoint decided, Frontier after) throws StoreException {
        ensureOpen();
        requireNetwork(decided.header().networkId());
        decisions.put(decided, after, false);
    }

    @Override
    public synchronized void putHeader(DecidedCheckpoint decided) throws StoreException {
        ensureOpen();
        requireNetwork(decided.header().networkId());
        decisions.putHeader(decided);
    }

    @Override
    public synchronized Optional<DecidedCheckpoint> decided(long height) throws StoreException {
        ensureOpen();
        return decisions.get(height);
    }

    @Override
    public synchronized Optional<DecidedCheckpoint> latestDecided() {
        ensureOpen();
        return decisions.latest();
    }

    @Override
    public synchronized Frontier frontier() {
        ensureOpen();
        return decisions.frontier();
    }

    @Override
    public synchronized long frontierHeight() {
        ensureOpen();
        return decisions.frontierHeight();
    }

    @Override
    public synchronized Optional<Long> heightOf(NodeId source, long incarnation, long seq) throws StoreException {
        ensureOpen();
        return decisions.heightOf(source, incarnation, seq);
    }

    @Override
    public synchronized void close() throws StoreException {
        if (!closed) {
            closed = true;
            values.close();
        }
    }

    static @Nullable Microblock block(KeyValues values, Hash32 hash) throws StoreException {
        byte[] bytes = values.get(Column.BLOCKS, hash.bytes());
        if (bytes == null) {
            return null;
        }
        try {
            return Microblock.decode(bytes);
        } catch (MalformedException e) {
            throw StoreFormat.damaged("microblock " + hash, e);
        }
    }

    static List<Hash32> branches(byte @Nullable [] value) {
        List<Hash32> hashes = new ArrayList<>();
        for (int at = 0; value != null && at + Hash32.BYTES <= value.length; at += Hash32.BYTES) {
            hashes.add(Hash32.of(Arrays.copyOfRange(value, at, at + Hash32.BYTES)));
        }
        return hashes;
    }

    private void requireNetwork(Hash32 network) {
        if (!network.equals(networkId)) {
            throw new IllegalArgumentException("the store holds network " + networkId + ", got one of " + network);
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the block store is closed");
        }
    }
}
