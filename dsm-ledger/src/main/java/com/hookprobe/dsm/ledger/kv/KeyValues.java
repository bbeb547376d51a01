package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorted maps of bytes, one per column, with atomic batches: all that a block store needs of a disk. Keys sort as unsigned
 * bytes. Arrays are not copied: the caller changes neither what it gave nor what it got.
 *
 * <p>Not thread-safe; its owner lets one thread in at a time and nobody after {@link #close}.
 */
public interface KeyValues extends AutoCloseable {
    /** What is kept where; the layouts are in {@code Keys}. The order is part of the segment format: add at the end. */
    enum Column {
        META,
        BLOCKS,
        NUMBERS,
        HEADS,
        DECIDED,
        FRONTIER,
        RANGES,
        TIMES,
        HISTORY,
        TILES,
        OUTBOX,
        PAYLOADS,
        PROOFS,
        BODIES
    }

    /** One change of a batch: a new value, or none to delete the key. */
    record Change(Column column, byte[] key, byte @Nullable [] value) {
        public static Change put(Column column, byte[] key, byte[] value) {
            return new Change(column, key, value);
        }

        public static Change delete(Column column, byte[] key) {
            return new Change(column, key, null);
        }
    }

    /** An entry met by a scan. */
    record Entry(byte[] key, byte[] value) {}

    /** Takes the entries of a scan. */
    @FunctionalInterface
    interface Visitor {
        /** False ends the scan. Neither this map nor its store may be called from here. */
        boolean visit(byte[] key, byte[] value) throws StoreException;
    }

    /** False for maps that were opened to be read. */
    default boolean writable() {
        return true;
    }

    /**
     * What could not be read so far, one line for each damaged file or map. Empty but for maps that were opened to be
     * salvaged: others throw.
     */
    default List<String> passedOver() {
        return List.of();
    }

    byte @Nullable [] get(Column column, byte[] key) throws StoreException;

    /** Visits the entries from {@code from} to {@code to}, both inclusive, in rising order. */
    void scan(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException;

    /** Visits the entries from {@code to} down to {@code from}, both inclusive, in falling order. */
    void scanBack(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException;

    /** Entries from {@code from} (inclusive) to {@code to} (inclusive) in order, at most {@code max}. */
    default List<Entry> scan(Column column, byte[] from, byte[] to, int max) throws StoreException {
        List<Entry> found = new ArrayList<>();
        if (max > 0) {
            scan(column, from, to, (key, value) -> {
                found.add(new Entry(key, value));
                return found.size() < max;
            });
        }
        return found;
    }

    /**
     * Applies all changes, in order, or none. When durable, this and every earlier batch survives a power cut on return.
     */
    void write(List<Change> batch, boolean durable) throws StoreException;

    /** Makes every earlier batch durable. */
    void sync() throws StoreException;

    @Override
    void close() throws StoreException;
}
