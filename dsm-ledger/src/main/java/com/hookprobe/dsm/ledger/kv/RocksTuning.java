package com.hookprobe.dsm.ledger.kv;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;

/** How RocksDB is set up: small, and for many writes of blocks with random keys. */
final class RocksTuning {
    private static final long CACHE_BYTES = 16L << 20;
    private static final long WRITE_BUFFERS_BYTES_LEAST = 8L << 20;
    private static final long WRITE_BUFFERS_BYTES_MOST = 64L << 20;
    private static final long WAL_BYTES_MAX = 128L << 20;
    /** Larger values lie in files of their own: blocks have random keys, and would be copied by every compaction. */
    private static final long BLOB_BYTES_LEAST = 200;

    private RocksTuning() {}

    /** @param natives where native objects are kept until they are closed, from last to first */
    static ColumnFamilyOptions columns(List<AutoCloseable> natives) {
        LRUCache cache = own(natives, new LRUCache(CACHE_BYTES));
        BloomFilter filter = own(natives, new BloomFilter(10));
        return own(natives, new ColumnFamilyOptions())
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setEnableBlobFiles(true)
                .setMinBlobSize(BLOB_BYTES_LEAST)
                .setEnableBlobGarbageCollection(true)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(filter)
                        .setCacheIndexAndFilterBlocks(true));
    }

    /** @param natives as of {@link #columns} */
    static DBOptions database(List<AutoCloseable> natives, RocksMode mode) {
        return own(natives, new DBOptions())
                .setCreateIfMissing(mode == RocksMode.CREATE)
                .setCreateMissingColumnFamilies(true)
                .setDbWriteBufferSize(writeBuffers())
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1 << 20)
                .setParanoidChecks(mode.paranoid())
                .setWalRecoveryMode(mode.recovery());
    }

    /** An eighth of the heap: who gave the process more room wants to ingest. */
    private static long writeBuffers() {
        long part = Runtime.getRuntime().maxMemory() / 8;
        return Math.max(WRITE_BUFFERS_BYTES_LEAST, Math.min(WRITE_BUFFERS_BYTES_MOST, part));
    }

    private static <T extends AutoCloseable> T own(List<AutoCloseable> natives, T object) {
        natives.add(object);
        return object;
    }
}
