package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.LedgerView;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A block store as the machine sees it; the machine knows no disk errors, so they pass through it unchecked. */
public record StoreLedgerView(BlockStore store) implements LedgerView {
    @FunctionalInterface
    private interface Call<T> {
        T get() throws StoreException;
    }

    private static <T> T read(Call<T> call) {
        try {
            return call.get();
        } catch (StoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<SourceHead> heads() {
        return read(store::heads);
    }

    @Override
    public Optional<SourceHead> highest(NodeId source, long incarnation) {
        return read(() -> store.highest(source, incarnation));
    }

    @Override
    public Optional<List<Hash32>> chain(SourceRange range) {
        return read(() -> store.chain(range));
    }

    @Override
    public Optional<Hash32> previous(Hash32 block) {
        return read(() -> store.get(block)).map(Microblock::prev);
    }

    @Override
    public List<Hash32> at(NodeId source, long incarnation, long seq) {
        return read(() -> store.get(source, incarnation, seq)).stream()
                .map(Microblock::hash)
                .toList();
    }

    @Override
    public Optional<DecidedCheckpoint> decided(long height) {
        return read(() -> store.decided(height));
    }

    @Override
    public Optional<CheckpointHeader> header(long height) {
        return read(() -> store.header(height)).map(DecidedCheckpoint::header);
    }

    @Override
    public long tipHeight() {
        return read(store::frontierHeight);
    }

    @Override
    public Frontier frontier() {
        return read(store::frontier);
    }
}
