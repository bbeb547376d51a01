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
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
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
    private static final int SALVAGE_KEY_BYTES = 16;
    private static final byte[] NOTHING = new byte[0];

    private final Path folder;
    /** Closed from last to first. */
    private final List<AutoCloseable> natives = new ArrayList<>();

    private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
    private final WriteOptions fast;
    private final WriteOptions durable;
    private final RocksDB db;
    private final boolean writable;
    private final boolean salvage;
    /** What a salvage met. */
    private final List<String> damageAtStart = new ArrayList<>();

    private final Map<Column, Damaged> damaged = new EnumMap<>(Column.class);

    private record Damaged(int places, String first) {}

    private RocksKeyValues(Path folder, RocksMode mode) throws RocksDBException {
        this.folder = folder;
        try {
            this.fast = own(new WriteOptions());
            this.durable = own(new WriteOptions().setSync(true));
            boolean reads = mode == RocksMode.READ || mode.salvages();
            ColumnFamilyOptions columnOptions = RocksTuning.columns(natives);
            DBOptions options = RocksTuning.database(natives, mode);
            List<Column> opened = new ArrayList<>(List.of(Column.values()));
            if (reads) {
                // A store of an earlier release lacks the columns that came since.
                opened.retainAll(stored(folder));
            }
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, columnOptions));
            for (Column column : opened) {
                descriptors.add(new ColumnFamilyDescriptor(name(column), columnOptions));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            this.db = own(
                    reads
                            ? RocksDB.openReadOnly(options, folder.toString(), descriptors, handles)
                            : RocksDB.open(options, folder.toString(), descriptors, handles));
            this.salvage = mode.salvages();
            this.writable = !reads;
            handles.forEach(this::own);
            // RocksDB gives the handles in the order of the descriptors, the default column family first.
            int at = 1;
            for (Column column : opened) {
                columns.put(column, handles.get(at++));
            }
        } catch (RocksDBException | RuntimeException e) {
            closeNatives();
            throw e;
        }
    }

    private static byte[] name(Column column) {
        return column.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    private static List<Column> stored(Path folder) throws RocksDBException {
        List<Column> stored = new ArrayList<>();
        try (Options options = new Options()) {
            List<byte[]> names = RocksDB.listColumnFamilies(options, folder.toString());
            for (Column column : Column.values()) {
                if (names.stream().anyMatch(name -> Arrays.equals(name, name(column)))) {
                    stored.add(column);
                }
            }
        }
        return stored;
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
        if (RocksCurrent.isLost(folder)) {
            // RocksDB would take the folder for empty, and begin a new store over the old one.
            throw new StoreException("the block store in " + folder
                    + " is damaged: its file CURRENT is gone; run 'ledger repair', or restore a snapshot");
        }
        return open(folder, create ? RocksMode.CREATE : RocksMode.OPEN);
    }

    /** Opens for reading what another process may be writing: how it stands at this moment. */
    public static RocksKeyValues openToRead(Path folder) throws StoreException {
        return open(folder, RocksMode.READ);
    }

    /** True when a folder holds such maps, whole or damaged. */
    public static boolean areIn(Path folder) throws StoreException {
        return RocksCurrent.isIn(folder);
    }

    /** Opens for reading what is damaged: what cannot be read is passed over. */
    public static RocksKeyValues openToSalvage(Path folder) throws StoreException {
        List<String> damage = new ArrayList<>();
        RocksCurrent.mend(folder).ifPresent(damage::add);
        try {
            // RocksDB does not tell what it skips in a log; one that it would refuse otherwise has something to skip.
            open(folder, RocksMode.READ).close();
        } catch (StoreException e) {
            damage.add("batches in the damaged places of the log, or more: " + reason(e));
        }
        RocksKeyValues values = salvage(folder);
        values.damageAtStart.addAll(damage);
        return values;
    }

    private static RocksKeyValues salvage(Path folder) throws StoreException {
        try {
            return open(folder, RocksMode.SALVAGE);
        } catch (StoreException e) {
            // Some damage to the log RocksDB does not pass over: then the log counts up to there.
        }
        try {
            return open(folder, RocksMode.SALVAGE_TO_DAMAGE);
        } catch (StoreException e) {
            // Some it only sees when it checks each record of the log.
            return open(folder, RocksMode.SALVAGE_CHECKED);
        }
    }

    private static String reason(StoreException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private static RocksKeyValues open(Path folder, RocksMode mode) throws StoreException {
        RocksDB.loadLibrary();
        try {
            return new RocksKeyValues(folder, mode);
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public List<String> passedOver() {
        List<String> lines = new ArrayList<>(damageAtStart);
        damaged.forEach((column, met) -> lines.add(column + ": entries in " + met.places()
                + " damaged or missing places of its files, the first: " + met.first()));
        return lines;
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) throws StoreException {
        try {
            return columns.containsKey(column) ? db.get(handle(column), key) : null;
        } catch (RocksDBException e) {
            throw explain(folder, e);
        }
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        byte[] start = from;
        while (columns.containsKey(column)) {
            byte[] last = start;
            try (RocksIterator iterator = db.newIterator(handle(column))) {
                for (iterator.seek(start); iterator.isValid(); iterator.next()) {
                    byte[] key = iterator.key();
                    last = key;
                    if (Arrays.compareUnsigned(key, to) > 0 || !visitor.visit(key, iterator.value())) {
                        return;
                    }
                }
                // An iterator that met an error looks like one at its end.
                iterator.status();
                return;
            } catch (RocksDBException e) {
                if (!salvage) {
                    throw explain(folder, e);
                }
                String first = String.valueOf(e.getMessage());
                damaged.merge(column, new Damaged(1, first), (met, next) -> new Damaged(met.places() + 1, met.first()));
                start = behind(column, last, to);
                if (start.length == 0) {
                    return;
                }
            }
        }
    }

    /**
     * The nearest key behind a damaged place from which reading goes on; empty for none. A damaged block may hold any part of the
     * key space, so each width of step is taken until it carries over into the next wider one.
     */
    private byte[] behind(Column column, byte[] last, byte[] to) {
        byte[] padded = Arrays.copyOf(last, Math.max(last.length, SALVAGE_KEY_BYTES));
        for (int length = padded.length; length > 0; length--) {
            byte[] next = Arrays.copyOf(padded, length);
            // Behind the key's own bytes one step shows whether only this one entry is damaged.
            int steps = length > last.length && last.length > 0 ? 1 : 256;
            while (steps-- > 0 && ++next[length - 1] != 0) {
                if (Arrays.compareUnsigned(next, to) > 0) {
                    return NOTHING;
                }
                try (RocksIterator iterator = db.newIterator(handle(column))) {
                    iterator.seek(next);
                    if (iterator.isValid()) {
                        iterator.value();
                        return iterator.key();
                    }
                    iterator.status();
                    return NOTHING;
                } catch (RocksDBException e) {
                    // Still within the damage: further on.
                }
            }
        }
        return NOTHING;
    }

    @Override
    public void scanBack(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        if (!columns.containsKey(column)) {
            return;
        }
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
            if (writable) {
                db.flushWal(true);
            }
        } catch (RocksDBException e) {
            throw explain(folder, e);
        } finally {
            closeNatives();
        }
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
                    "is damaged: run 'ledger repair', or move the folder away and let the node fetch the finalised state from its peers";
        } else if (code == Status.Code.IOError) {
            advice = "cannot be read or written: check the disk, its free space and the folder's rights";
        } else {
            advice = "cannot be used";
        }
        return new StoreException("the block store in " + folder + " " + advice + " (" + said + ")", e);
    }
}
