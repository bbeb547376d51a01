package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.core.LedgerView;
import com.hookprobe.identity.NodeId;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A block store as the machine sees it. The machine knows no disk errors: they pass through it unchecked, and
 * {@link #run} turns them back.
 */
final class StoreView implements LedgerView {
    @FunctionalInterface
    interface Call<T> {
        T get() throws StoreException;
    }

    @FunctionalInterface
    interface Action {
        void run() throws StoreException;
    }

    private final BlockStore store;

    StoreView(BlockStore store) {
        this.store = store;
    }

    static void run(Action action) throws StoreException {
        try {
            action.run();
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof StoreException cause ? cause : new StoreException("reading failed", e);
        }
    }

    @Override
    public boolean holds(Hash32 hash) {
        return block(hash).isPresent();
    }

    @Override
    public Optional<Microblock> block(Hash32 hash) {
        return read(() -> store.get(hash));
    }

    @Override
    public List<Microblock> range(NodeId source, long incarnation, long from, long to, int max) {
        // Two branches per number at the most are usual: a span of max numbers bounds the work.
        long last = Math.min(to, from > Long.MAX_VALUE - max ? Long.MAX_VALUE : from + max - 1);
        return read(() -> store.range(source, incarnation, from, last)).stream()
                .limit(max)
                .toList();
    }

    @Override
    public Optional<SourceHead> highest(NodeId source, long incarnation) {
        return read(() -> store.highest(source, incarnation));
    }

    @Override
    public List<SourceHead> heads() {
        return read(store::heads);
    }

    @Override
    public Frontier frontier() {
        return read(store::frontier);
    }

    @Override
    public long frontierHeight() {
        return read(store::frontierHeight);
    }

    @Override
    public Optional<InclusionBundle> proof(Hash32 block) {
        return read(() -> store.proof(block));
    }

    private static <T> T read(Call<T> call) {
        try {
            return call.get();
        } catch (StoreException e) {
            throw new UncheckedIOException(e);
        }
    }
}
