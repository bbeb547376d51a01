package com.hookprobe.dsm.ledger.kv;

/**
 * Sizes of a segment store, in bytes. None of them is part of the format.
 *
 * @param memtableBytes heap for changes that are only in the log, beyond one batch
 * @param logBytes length of the log, beyond one batch: keys written over and over fill the log but not the memtable
 * @param blockBytes blocks of segments, except those of one slot that is larger
 * @param cacheBytes heap for blocks read last
 */
record Limits(int memtableBytes, int logBytes, int blockBytes, int cacheBytes) {
    static final Limits DEFAULT = new Limits(4 << 20, 16 << 20, 4 << 10, 2 << 20);

    /** Of one batch, as encoded. */
    static final int BATCH_BYTES_MAX = 128 << 20;

    /** Of one segment, on disk and on the heap: segments are not merged beyond. */
    static final int INDEX_BYTES_MAX = 64 << 20;
}
