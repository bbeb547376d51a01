package com.hookprobe.dsm.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted maps of bytes, one per column, with atomic batches: all that {@link ChainStore} needs of a disk. */
interface KeyValues {
    /** What is kept where; the key layouts are in {@link Keys}. */
    enum Column {
        META,
        BLOCKS,
        NUMBERS,
        HEADS,
        DECIDED,
        FRONTIER,
        RANGES
    }

    /** One change of a batch. */
    record Put(Column column, byte[] key, byte[] value) {}

    /** An entry met by a scan. */
    record Entry(byte[] key, byte[] value) {}

    byte @Nullable [] get(Column column, byte[] key) throws StoreException;

    /** Entries from {@code from} (inclusive) to {@code to} (inclusive) in order, at most {@code max}. */
    List<Entry> scan(Column column, byte[] from, byte[] to, int max) throws StoreException;

    /** Applies all puts or none. When durable, this and every earlier batch survives a power cut on return. */
    void write(List<Put> batch, boolean durable) throws StoreException;

    /** Makes every earlier batch durable. */
    void sync() throws StoreException;

    void close() throws StoreException;
}
