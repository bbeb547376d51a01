package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.MemoryKeyValues;

/**
 * A block store in memory, for tests, simulations and nodes without a disk. It remembers what was made durable, so that a
 * simulation can play a power cut.
 */
public final class MemoryBlockStore extends ChainStore {
    private final MemoryKeyValues values;

    private MemoryBlockStore(Hash32 networkId, MemoryKeyValues values) throws StoreException {
        super(networkId, values);
        this.values = values;
    }

    /** An empty store for one network. */
    public static MemoryBlockStore create(Hash32 networkId) {
        return over(networkId, new MemoryKeyValues());
    }

    /**
     * The store that a restarted node would find after a power cut: all that was durable, and of what was written since then
     * the first few batches. This store stays as it is.
     *
     * @param unsyncedKept how many unsynced writes reached the disk all the same, in order
     */
    public synchronized MemoryBlockStore afterPowerCut(int unsyncedKept) {
        return over(networkId(), values.afterPowerCut(unsyncedKept));
    }

    private static MemoryBlockStore over(Hash32 networkId, MemoryKeyValues values) {
        try {
            return new MemoryBlockStore(networkId, values);
        } catch (StoreException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }
}
