package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The maps in plain files, in Java alone: for boards that RocksDB has no library for, and for tests. The format is in
 * docs/spec/dsm-ledger.md, section 6.
 *
 * <p>Keys have at most 64 KiB, values at most 64 MiB, a batch has at most 128 MiB in all; greater ones are refused with an
 * {@link IllegalArgumentException}. On the heap are the newest changes (4 MiB and one batch), a cache (2 MiB), and of each
 * segment about thirty bytes for every 4 KiB block and ten bits for every key. A batch being written, and a value being
 * read, take twice their size.
 *
 * <p>An exception of {@link #write} or {@link #sync} leaves open whether the batch will be there after the next start, as a
 * power cut would; this object takes no more writes then.
 *
 * <p>Not thread-safe. Interrupts do no harm.
 */
public final class SegmentKeyValues implements KeyValues {
    private final SegmentStore store;
    private final boolean writable;
    private @Nullable Exception failed;

    private SegmentKeyValues(SegmentStore store, boolean writable) {
        this.store = store;
        this.writable = writable;
    }

    /**
     * Opens the maps in a folder.
     *
     * @param create true to make folder and maps when there are none
     * @throws StoreException when there are none, or they are in use, damaged, or of another format
     */
    public static SegmentKeyValues open(Path folder, boolean create) throws StoreException {
        if (!create && !Files.exists(folder.resolve(Names.MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
            throw Damage.missing(folder);
        }
        return open(FolderDisk.open(folder), Limits.DEFAULT, new SecureRandom()::nextLong, create);
    }

    /** Opens the maps on a disk, which is closed when that fails. */
    static SegmentKeyValues open(Disk disk, Limits limits, LongSupplier salts, boolean create) throws StoreException {
        return open(disk, () -> new SegmentKeyValues(SegmentStart.open(disk, limits, salts, create), true));
    }

    /**
     * Opens the maps in a folder for reading; nothing is written to it.
     *
     * @throws StoreException when there are none, or they are in use by a process that writes, damaged, or of another format
     */
    public static SegmentKeyValues openToRead(Path folder) throws StoreException {
        if (!Files.isDirectory(folder)) {
            throw Damage.missing(folder);
        }
        return openToRead(FolderDisk.openToRead(folder), Limits.DEFAULT);
    }

    static SegmentKeyValues openToRead(Disk disk, Limits limits) throws StoreException {
        return open(disk, () -> new SegmentKeyValues(SegmentStart.openToRead(disk, limits), false));
    }

    /**
     * Opens what is left of damaged maps, for reading; what cannot be read is passed over, and nothing is written.
     *
     * @throws StoreException when a process that writes has them open
     */
    public static KeyValues openToSalvage(Path folder) throws StoreException {
        return openToSalvage(FolderDisk.openToRead(folder), Limits.DEFAULT);
    }

    static KeyValues openToSalvage(Disk disk, Limits limits) throws StoreException {
        return open(disk, () -> SegmentSalvage.open(disk, limits));
    }

    /** True when the folder holds such maps, or files of them. */
    public static boolean areIn(Path folder) throws StoreException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .anyMatch(name -> name.equals(Names.MANIFEST) || Names.isLog(name) || Names.isSegment(name));
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("cannot read the folder " + folder + " (" + e + "); check its rights", e);
        }
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    /** Closes the disk when opening fails. */
    private static <T> T open(Disk disk, Opening<T> opening) throws StoreException {
        try {
            return opening.open();
        } catch (IOException e) {
            close(disk, e);
            throw Damage.explained(disk, e);
        } catch (RuntimeException e) {
            close(disk, e);
            throw e;
        }
    }

    private static void close(Disk disk, Exception why) {
        try {
            disk.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) throws StoreException {
        try {
            Slot slot = store.get(Slot.key(column, key));
            return slot == null ? null : slot.value();
        } catch (IOException e) {
            throw Damage.explained(store.disk(), e);
        }
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        scan(column, from, to, visitor, true);
    }

    @Override
    public void scanBack(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        scan(column, from, to, visitor, false);
    }

    private void scan(Column column, byte[] from, byte[] to, Visitor visitor, boolean rising) throws StoreException {
        int order = Arrays.compareUnsigned(from, to);
        if (order == 0) {
            // Filters help here and not in a range.
            byte[] value = get(column, from);
            if (value != null) {
                visitor.visit(from, value);
            }
        }
        if (order >= 0) {
            return;
        }
        try {
            store.cursor(Slot.key(column, from), Slot.key(column, to), rising).visit(visitor);
        } catch (IOException e) {
            throw Damage.explained(store.disk(), e);
        }
    }

    @Override
    public void write(List<Change> batch, boolean durable) throws StoreException {
        List<Slot> slots = new ArrayList<>(batch.size());
        long bytes = 0;
        for (Change change : batch) {
            Slot slot = Slot.of(change);
            bytes += slot.encodedBytes();
            slots.add(slot);
        }
        if (bytes > Limits.BATCH_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "expected a batch of at most " + Limits.BATCH_BYTES_MAX + " bytes, found " + bytes);
        }
        change(() -> {
            if (!slots.isEmpty()) {
                store.write(slots, durable);
            } else if (durable) {
                store.sync();
            }
        });
    }

    @Override
    public void sync() throws StoreException {
        change(store::sync);
    }

    @Override
    public void close() throws StoreException {
        try {
            if (writable && failed == null) {
                store.sealAndClose();
            } else {
                store.close();
            }
        } catch (IOException e) {
            throw Damage.explained(store.disk(), e);
        }
    }

    /** How many segment files there are. */
    int segmentCount() {
        return store.segmentCount();
    }

    private interface Step {
        void run() throws IOException;
    }

    /** After a step that failed nobody knows what is on the disk; the next start finds out. */
    private void change(Step step) throws StoreException {
        if (!writable) {
            throw Damage.readOnly(store.disk());
        }
        if (failed != null) {
            throw Damage.stopped(store.disk(), failed);
        }
        try {
            step.run();
        } catch (IOException e) {
            failed = e;
            throw Damage.explained(store.disk(), e);
        } catch (RuntimeException e) {
            failed = e;
            throw e;
        } catch (OutOfMemoryError e) {
            failed = new IllegalStateException("out of memory", e);
            throw e;
        }
    }
}
