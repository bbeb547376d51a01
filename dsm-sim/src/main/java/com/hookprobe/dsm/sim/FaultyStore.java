package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.LogProofs;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.dsm.ledger.PruneReport;
import com.hookprobe.dsm.ledger.PutResult;
import com.hookprobe.dsm.ledger.RetentionPolicy;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.TimeKey;
import com.hookprobe.dsm.ledger.TimeQuery;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A machine's block store on a disk that can fail, be full, be slow, or lose power before and after each write. */
final class FaultyStore implements BlockStore {
    private final MemoryBlockStore store;
    private final Hazards hazards;

    /** True when something was put since the last sync. */
    private boolean dirty;

    FaultyStore(MemoryBlockStore store, Hazards hazards) {
        this.store = store;
        this.hazards = hazards;
    }

    /** The store itself: the oracle's view, without accidents. */
    MemoryBlockStore inner() {
        return store;
    }

    boolean isDirty() {
        return dirty;
    }

    private void read() throws StoreException {
        try {
            hazards.read();
        } catch (IOException e) {
            throw new StoreException("the store cannot be read", e);
        }
    }

    private void write() throws StoreException {
        if (hazards.writeFails()) {
            throw new StoreException("the store cannot be written: no space left");
        }
        dirty = true;
    }

    private void flush() throws StoreException {
        try {
            hazards.sync();
        } catch (IOException e) {
            throw new StoreException("the store cannot be synced", e);
        }
    }

    @Override
    public Hash32 networkId() {
        return store.networkId();
    }

    @Override
    public PutResult put(Microblock block) throws StoreException {
        write();
        return store.put(block);
    }

    @Override
    public List<PutResult> putAll(List<Microblock> blocks) throws StoreException {
        write();
        return store.putAll(blocks);
    }

    @Override
    public PutResult putRequired(Microblock block) throws StoreException {
        write();
        return store.putRequired(block);
    }

    @Override
    public void sync() throws StoreException {
        flush();
        store.sync();
        dirty = false;
        hazards.step();
    }

    @Override
    public void putDecided(DecidedCheckpoint decided, Frontier after) throws StoreException {
        write();
        flush();
        store.putDecided(decided, after);
        dirty = false;
        hazards.step();
    }

    @Override
    public void putSnapshot(DecidedCheckpoint decided, Frontier after) throws StoreException {
        write();
        store.putSnapshot(decided, after);
    }

    @Override
    public void putHeader(DecidedCheckpoint decided) throws StoreException {
        write();
        store.putHeader(decided);
    }

    @Override
    public void putPayload(Hash32 payloadHash, byte[] sealed) throws StoreException {
        write();
        store.putPayload(payloadHash, sealed);
    }

    @Override
    public void putProof(InclusionBundle proof) throws StoreException {
        write();
        store.putProof(proof);
    }

    @Override
    public PruneReport prune(RetentionPolicy policy, long nowSeconds, int max) throws StoreException {
        write();
        return store.prune(policy, nowSeconds, max);
    }

    @Override
    public Optional<Outbox> outbox() throws StoreException {
        return store.outbox();
    }

    @Override
    public Outbox openOutbox() throws StoreException {
        return store.openOutbox();
    }

    @Override
    public void dropOutbox() throws StoreException {
        store.dropOutbox();
    }

    @Override
    public Optional<Microblock> get(Hash32 hash) throws StoreException {
        read();
        return store.get(hash);
    }

    @Override
    public List<Microblock> get(NodeId source, long incarnation, long seq) throws StoreException {
        read();
        return store.get(source, incarnation, seq);
    }

    @Override
    public Optional<SourceHead> highest(NodeId source, long incarnation) throws StoreException {
        read();
        return store.highest(source, incarnation);
    }

    @Override
    public List<SourceHead> heads() throws StoreException {
        read();
        return store.heads();
    }

    @Override
    public List<Microblock> range(NodeId source, long incarnation, long from, long to) throws StoreException {
        read();
        return store.range(source, incarnation, from, to);
    }

    @Override
    public Optional<List<Hash32>> chain(SourceRange range) throws StoreException {
        read();
        return store.chain(range);
    }

    @Override
    public List<TimeKey> find(TimeQuery query, Optional<TimeKey> after, int max) throws StoreException {
        read();
        return store.find(query, after, max);
    }

    @Override
    public List<Microblock> page(Hash32 after, int max) throws StoreException {
        read();
        return store.page(after, max);
    }

    @Override
    public Optional<DecidedCheckpoint> decided(long height) throws StoreException {
        read();
        return store.decided(height);
    }

    @Override
    public Optional<DecidedCheckpoint> header(long height) throws StoreException {
        read();
        return store.header(height);
    }

    @Override
    public Optional<DecidedCheckpoint> latestDecided() throws StoreException {
        read();
        return store.latestDecided();
    }

    @Override
    public Frontier frontier() throws StoreException {
        read();
        return store.frontier();
    }

    @Override
    public long frontierHeight() throws StoreException {
        read();
        return store.frontierHeight();
    }

    @Override
    public Optional<Frontier> frontierAt(long height) throws StoreException {
        read();
        return store.frontierAt(height);
    }

    @Override
    public Optional<Long> heightOf(NodeId source, long incarnation, long seq) throws StoreException {
        read();
        return store.heightOf(source, incarnation, seq);
    }

    @Override
    public Optional<InclusionBundle> proof(Hash32 block) throws StoreException {
        read();
        return store.proof(block);
    }

    @Override
    public Optional<InclusionBundle> proof(Microblock block) throws StoreException {
        read();
        return store.proof(block);
    }

    @Override
    public Optional<byte[]> tile(long tree, int level, int index) throws StoreException {
        read();
        return store.tile(tree, level, index);
    }

    @Override
    public int logSize() {
        return store.logSize();
    }

    @Override
    public LogProofs logProofs() throws StoreException {
        return store.logProofs();
    }

    @Override
    public long bodiesPruned() {
        return store.bodiesPruned();
    }

    @Override
    public long leavesPruned() {
        return store.leavesPruned();
    }

    @Override
    public Optional<byte[]> payload(Hash32 payloadHash) throws StoreException {
        read();
        return store.payload(payloadHash);
    }

    @Override
    public void close() {
        // The machine's memory goes; the disk stays.
    }
}
