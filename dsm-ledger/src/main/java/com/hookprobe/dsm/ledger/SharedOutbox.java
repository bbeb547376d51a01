package com.hookprobe.dsm.ledger;

import java.util.List;

/** A store's outbox for other threads. */
final class SharedOutbox implements Outbox {
    private final ChainStore store;
    private final StoreOutbox outbox;

    SharedOutbox(ChainStore store, StoreOutbox outbox) {
        this.store = store;
        this.outbox = outbox;
    }

    @Override
    public long generation() {
        synchronized (store) {
            return outbox.generation();
        }
    }

    @Override
    public long last() {
        synchronized (store) {
            return outbox.last();
        }
    }

    @Override
    public List<Entry> after(long sequence, int max) throws StoreException {
        synchronized (store) {
            store.ensureOpen();
            return outbox.after(sequence, max);
        }
    }

    @Override
    public boolean holds(long generation, long sequence) {
        synchronized (store) {
            return outbox.holds(generation, sequence);
        }
    }

    @Override
    public void trim(long sequence) throws StoreException {
        synchronized (store) {
            store.ensureOpen();
            outbox.trim(sequence);
        }
    }
}
