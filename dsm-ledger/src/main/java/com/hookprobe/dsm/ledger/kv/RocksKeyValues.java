package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Filter;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The maps in RocksDB, one column family each.
 *
 * <p>A native object used after its parent is closed ends the process, not with an exception. So no handle leaves this class,
 * iterators live for one call, and {@link #close} closes children before parents. Its owner, {@link ChainStore}, lets
 * one thread in at a time and nobody after close.
 */
public final class RocksKeyValues implements KeyValues {
    private static final long CACHE_BYTES = 16L << 20;
    private static final long WRITE_BUFFERS_BYTES_LEAST = 8L << 20;
    private static final long WRITE_BUFFERS_BYTES_MOST = 64L << 20;
    /** Larger values lie in files of their own: blocks have random keys, and would be copied by every compaction. */
    private static final long BLOB_BYTES_LEAST = 200;

    private static final long WAL_BYTES_MAX = 128L << 20;

    private final Path folder;
    /** Closed from last to first. */
    private final List<AutoCloseable> natives = new ArrayList<>();

    private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
    private final WriteOptions fast;
    private final WriteOptions durable;
    private final RocksDB db;

    private RocksKeyValues(Path folder, boolean create) throws RocksDBException {
        this.folder = folder;
        try {
            this.fast = own(new WriteOptions());
            this.durable = own(new WriteOptions().setSync(true));
            ColumnFamilyOptions columnOptions = columnOptions();
            DBOptions options = options(create);
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, columnOptions));
            for (Column column : Column.values()) {
                byte[] name = column.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
                descriptors.add(new ColumnFamilyDescriptor(name, columnOptions));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            this.db = own(RocksDB.open(options, folder.toString(), descriptors, handles));
            handles.forEach(this::own);
            // RocksDB gives the handles in the order of the descriptors, the default column family first.
            int at = 1;
            for (Column column : Column.values()) {
                columns.put(column, handles.get(at++));
            }
        } catch (RocksDBException | RuntimeException e) {
            closeNatives();
            throw e;
        }
    }

    /** Opens the maps in a folder. */
    public static RocksKeyValues open(Path folder, boolean create) throws StoreException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreException(
                    "cannot use the folder " + folder + " for the block store (" + e
                            + "); check storage.microblocks.path and its rights",
                    e);
        }
        RocksDB.loadLibrary();
        try {
            return new RocksKeyValues(folder, create);
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) throws StoreException {
        try {
            return db.get(handle(column), key);
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        try (RocksIterator iterator = db.newIterator(handle(column))) {
            for (iterator.seek(from); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (Arrays.compareUnsigned(key, to) > 0 || !visitor.visit(key, iterator.value())) {
                    break;
                }
            }
            // An iterator that met an error looks like one at its end.
            iterator.status();
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public void scanBack(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        try (RocksIterator iterator = db.newIterator(handle(column))) {
            for (iterator.seekForPrev(to); iterator.isValid(); iterator.prev()) {
                byte[] key = iterator.key();
                if (Arrays.compareUnsigned(key, from) < 0 || !visitor.visit(key, iterator.value())) {
                    break;
                }
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public void write(List<Change> batch, boolean sync) throws StoreException {
        try (WriteBatch writes = new WriteBatch()) {
            for (Change change : batch) {
                byte[] value = change.value();
                if (value == null) {
                    writes.delete(handle(change.column()), change.key());
                } else {
                    writes.put(handle(change.column()), change.key(), value);
                }
            }
            db.write(sync ? durable : fast, writes);
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public void sync() throws StoreException {
        try {
            db.flushWal(true);
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public void close() throws StoreException {
        try {
            db.flushWal(true);
        } catch (RocksDBException e) {
            throw explain(folder, e);
        } finally {
            closeNatives();
        }
    }

    private ColumnFamilyOptions columnOptions() {
        Cache cache = own(new LRUCache(CACHE_BYTES));
        Filter filter = own(new BloomFilter(10));
        return own(new ColumnFamilyOptions())
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setEnableBlobFiles(true)
                .setMinBlobSize(BLOB_BYTES_LEAST)
                .setEnableBlobGarbageCollection(true)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(filter)
                        .setCacheIndexAndFilterBlocks(true));
    }

    /** An eighth of the heap: who gave the process more room wants to ingest. */
    private static long writeBuffers() {
        long part = Runtime.getRuntime().maxMemory() / 8;
        return Math.max(WRITE_BUFFERS_BYTES_LEAST, Math.min(WRITE_BUFFERS_BYTES_MOST, part));
    }

    private DBOptions options(boolean create) {
        return own(new DBOptions())
                .setCreateIfMissing(create)
                .setCreateMissingColumnFamilies(create)
                .setDbWriteBufferSize(writeBuffers())
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1 << 20)
                // DSM 2.2: a torn tail is cut, a bad record with good ones after it is refused. RocksDB's default would
                // silently drop everything behind the first bad record, synced or not.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
    }

    private <T extends AutoCloseable> T own(T object) {
        natives.add(object);
        return object;
    }

    private void closeNatives() {
        for (int i = natives.size() - 1; i >= 0; i--) {
            try {
                natives.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a native handle of " + folder + " failed", e);
            }
        }
        natives.clear();
    }

    private ColumnFamilyHandle handle(Column column) {
        ColumnFamilyHandle handle = columns.get(column);
        if (handle == null) {
            throw new IllegalStateException("no column family " + column);
        }
        return handle;
    }

    private static StoreException explain(Path folder, RocksDBException e) {
        String said = String.valueOf(e.getMessage());
        Status.Code code =
                e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
        String advice;
        if (said.contains("LOCK") || said.toLowerCase(Locale.ROOT).contains("lock hold by")) {
            advice = "is in use by another process: stop that one, or give this node its own data folder";
        } else if (code == Status.Code.Corruption || said.contains("Corruption")) {
            advice =
                    "is damaged: restore it, or move the folder away and let the node fetch the finalised state from its peers";
        } else if (code == Status.Code.IOError) {
            advice = "cannot be read or written: check the disk, its free space and the folder's rights";
        } else {
            advice = "cannot be used";
        }
        return new StoreException("the block store in " + folder + " " + advice + " (" + said + ")", e);
    }
}
