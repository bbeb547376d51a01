package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * The one implementation of a block store, over sorted maps that lie in memory or on disk.
 *
 * <p>Every public method holds the monitor: reading an index and writing it back must not interleave, and a native handle
 * must not be used while another thread closes it.
 */
abstract sealed class ChainStore implements BlockStore
        permits MemoryBlockStore, RocksBlockStore, SegmentBlockStore, ReadOnlyStore {
    @FunctionalInterface
    private interface Work<T> {
        T run() throws StoreException;
    }

    private final Hash32 networkId;
    private final KeyValues values;
    private final Tables tables;
    private final Decisions decisions;
    private final Retention retention;
    private final Ingest ingest;
    private final Prover prover;
    private final TimeIndex times;
    private boolean closed;

    ChainStore(Hash32 networkId, KeyValues values) throws StoreException {
        this.networkId = networkId;
        this.values = values;
        StoreFormat.check(values, networkId);
        this.tables = new Tables(networkId, values);
        this.decisions = new Decisions(tables);
        this.retention = new Retention(tables, decisions);
        this.ingest = new Ingest(tables, retention);
        this.prover = new Prover(tables, decisions);
        this.times = new TimeIndex(values);
    }

    @Override
    public Hash32 networkId() {
        return networkId;
    }

    @Override
    public PutResult put(Microblock block) throws StoreException {
        return put(List.of(block), BRANCHES_MAX).get(0);
    }

    @Override
    public List<PutResult> putAll(List<Microblock> blocks) throws StoreException {
        if (blocks.size() > RANGE_MAX) {
            throw new IllegalArgumentException("expected at most " + RANGE_MAX + " blocks, found " + blocks.size());
        }
        return put(blocks, BRANCHES_MAX);
    }

    @Override
    public PutResult putRequired(Microblock block) throws StoreException {
        return put(List.of(block), BRANCHES_REQUIRED_MAX).get(0);
    }

    private synchronized List<PutResult> put(List<Microblock> blocks, int branchesMax) throws StoreException {
        blocks.forEach(block -> requireNetwork(block.networkId()));
        return change(() -> ingest.put(blocks, branchesMax));
    }

    @Override
    public synchronized Optional<Microblock> get(Hash32 hash) throws StoreException {
        ensureOpen();
        Microblock block = tables.blocks.get(hash);
        return block != null ? Optional.of(block) : ProofTable.get(values, hash).map(InclusionBundle::block);
    }

    @Override
    public List<Microblock> get(NodeId source, long incarnation, long seq) throws StoreException {
        return range(source, incarnation, seq, seq);
    }

    @Override
    public synchronized Optional<SourceHead> highest(NodeId source, long incarnation) throws StoreException {
        ensureOpen();
        return tables.heads.get(source, incarnation);
    }

    @Override
    public synchronized List<SourceHead> heads() throws StoreException {
        ensureOpen();
        return tables.heads.all();
    }

    @Override
    public synchronized List<Microblock> range(NodeId source, long incarnation, long from, long to)
            throws StoreException {
        ensureOpen();
        return tables.blocks.range(source, incarnation, from, to, RANGE_MAX);
    }

    @Override
    public synchronized Optional<List<Hash32>> chain(SourceRange range) throws StoreException {
        ensureOpen();
        return tables.blocks.chain(range).map(hashes -> hashes);
    }

    @Override
    public synchronized List<TimeKey> find(TimeQuery query, Optional<TimeKey> after, int max) throws StoreException {
        ensureOpen();
        return times.find(query, after, bounded(max));
    }

    @Override
    public synchronized List<Microblock> page(Hash32 after, int max) throws StoreException {
        ensureOpen();
        return tables.blocks.page(after, bounded(max));
    }

    @Override
    public synchronized void sync() throws StoreException {
        ensureOpen();
        values.sync();
    }

    @Override
    public synchronized void putDecided(DecidedCheckpoint decided, Frontier after) throws StoreException {
        requireNetwork(decided.header().networkId());
        change(() -> {
            decisions.put(decided, after, true);
            return true;
        });
    }

    @Override
    public synchronized void putSnapshot(DecidedCheckpoint decided, Frontier after) throws StoreException {
        requireNetwork(decided.header().networkId());
        change(() -> {
            decisions.put(decided, after, false);
            return true;
        });
    }

    @Override
    public synchronized void putHeader(DecidedCheckpoint decided) throws StoreException {
        requireNetwork(decided.header().networkId());
        change(() -> {
            decisions.putHeader(decided);
            return true;
        });
    }

    @Override
    public synchronized Optional<DecidedCheckpoint> decided(long height) throws StoreException {
        ensureOpen();
        return decisions.get(height);
    }

    @Override
    public synchronized Optional<DecidedCheckpoint> header(long height) throws StoreException {
        ensureOpen();
        return Optional.ofNullable(decisions.bare(height));
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
    public synchronized Optional<Frontier> frontierAt(long height) throws StoreException {
        ensureOpen();
        return decisions.frontierAt(height);
    }

    @Override
    public synchronized Optional<Long> heightOf(NodeId source, long incarnation, long seq) throws StoreException {
        ensureOpen();
        return Optional.ofNullable(decisions.placeOf(source, incarnation, seq)).map(RangePlace::height);
    }

    @Override
    public synchronized Optional<InclusionBundle> proof(Hash32 hash) throws StoreException {
        ensureOpen();
        Optional<InclusionBundle> kept = ProofTable.get(values, hash);
        Microblock block = kept.isPresent() ? null : tables.blocks.get(hash);
        return block == null ? kept : change(() -> prover.bundle(block));
    }

    @Override
    public synchronized Optional<InclusionBundle> proof(Microblock block) throws StoreException {
        requireNetwork(block.networkId());
        return change(() -> prover.bundle(block));
    }

    @Override
    public synchronized Optional<byte[]> tile(long tree, int level, int index) throws StoreException {
        ensureOpen();
        Checks.that(tree >= 0, "tree", tree);
        Checks.that(level >= 0 && level < 8, "tile level", level);
        Checks.that(index >= 0, "tile index", index);
        return tables.trees.tile(tree, level, index);
    }

    @Override
    public synchronized int logSize() {
        ensureOpen();
        return tables.trees.logSize();
    }

    @Override
    public synchronized LogProofs logProofs() {
        ensureOpen();
        return new LogProofs(tables.trees.nodes(Trees.LOG, tables.trees.logSize()), this);
    }

    @Override
    public synchronized long bodiesPruned() {
        ensureOpen();
        return retention.bodiesPruned();
    }

    @Override
    public synchronized long leavesPruned() {
        ensureOpen();
        return retention.leavesPruned();
    }

    @Override
    public synchronized Optional<byte[]> payload(Hash32 payloadHash) throws StoreException {
        ensureOpen();
        return Optional.ofNullable(values.get(Column.PAYLOADS, payloadHash.bytes()));
    }

    @Override
    public synchronized void putPayload(Hash32 payloadHash, byte[] sealed) throws StoreException {
        ensureOpen();
        values.write(List.of(Change.put(Column.PAYLOADS, payloadHash.bytes(), sealed.clone())), false);
    }

    @Override
    public synchronized void putProof(InclusionBundle proof) throws StoreException {
        ensureOpen();
        requireNetwork(proof.block().networkId());
        byte[] key = proof.block().hash().bytes();
        values.write(List.of(Change.put(Column.PROOFS, key, proof.encode())), false);
    }

    @Override
    public synchronized PruneReport prune(RetentionPolicy policy, long nowSeconds, int max) throws StoreException {
        Checks.that(max > 0, "max", max);
        return change(() -> retention.prune(policy, nowSeconds, max));
    }

    @Override
    public synchronized Optional<Outbox> outbox() {
        ensureOpen();
        return tables.outbox.isOpen() ? Optional.of(new SharedOutbox(this, tables.outbox)) : Optional.empty();
    }

    @Override
    public synchronized Outbox openOutbox() throws StoreException {
        ensureOpen();
        tables.outbox.open();
        return new SharedOutbox(this, tables.outbox);
    }

    @Override
    public synchronized void dropOutbox() throws StoreException {
        ensureOpen();
        tables.outbox.drop();
    }

    @Override
    public synchronized void close() throws StoreException {
        if (!closed) {
            closed = true;
            values.close();
        }
    }

    /** Runs what may write; when it fails nothing that it prepared stays behind in memory. */
    private <T> T change(Work<T> work) throws StoreException {
        ensureOpen();
        boolean done = false;
        try {
            T result = work.run();
            done = true;
            return result;
        } finally {
            if (!done) {
                tables.forget();
            }
        }
    }

    private static int bounded(int max) {
        Checks.that(max >= 1 && max <= RANGE_MAX, "max", max);
        return max;
    }

    private void requireNetwork(Hash32 network) {
        if (!network.equals(networkId)) {
            throw new IllegalArgumentException("the store holds network " + networkId + ", got one of " + network);
        }
    }

    void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the block store is closed");
        }
    }
}
