package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Work on a store's folder as a whole: check, snapshot, restore, repair. No node may have it open, but where said; segment files
 * that are open in a process that writes are always refused.
 */
public final class StoreMaintenance {
    private StoreMaintenance() {}

    /**
     * What was copied into a new store.
     *
     * @param records taken
     * @param check of the new store
     * @param left what was not right and was left out, the first thousand in words; before them a line for each damaged file
     */
    public record CopyReport(long records, CheckReport check, List<String> left) {
        public CopyReport {
            left = List.copyOf(left);
        }

        private CopyReport without(List<String> passedOver) {
            return new CopyReport(
                    records,
                    check,
                    Stream.concat(passedOver.stream(), left.stream()).toList());
        }
    }

    /** The network that a store belongs to. A RocksDB store may be open elsewhere. */
    public static Hash32 network(Path folder) throws StoreException {
        try (KeyValues values = StoreFolder.of(folder).openToRead(folder)) {
            return StoreFormat.network(values);
        }
    }

    /**
     * Opens a store for reading only. A RocksDB store may be open elsewhere: then this is how it stands at this moment.
     *
     * @return a store whose writing methods throw {@link StoreException}
     */
    public static LedgerReader openToRead(Path folder) throws StoreException {
        KeyValues values = StoreFolder.of(folder).openToRead(folder);
        try {
            return new ReadOnlyStore(StoreFormat.network(values), values);
        } catch (StoreException | RuntimeException e) {
            values.close();
            throw e;
        }
    }

    /**
     * Reads all of a store and holds it against itself. A RocksDB store may be open elsewhere.
     *
     * @param signature false for a block whose signature is wrong; {@code block -> true} when keys are not at hand
     */
    public static CheckReport check(Path folder, Predicate<Microblock> signature, Progress progress)
            throws StoreException {
        try (KeyValues values = StoreFolder.of(folder).openToRead(folder)) {
            return new StoreCheck(values, signature, progress).run();
        }
    }

    /**
     * Writes a store's data into one file, which appears whole or not at all. A RocksDB store may be open elsewhere.
     *
     * @return the number of records
     * @throws FileAlreadyExistsException when there is such a file
     */
    public static long snapshot(Path folder, Path file, Progress progress) throws IOException {
        requireNew(file);
        try (KeyValues values = StoreFolder.of(folder).openToRead(folder)) {
            return SnapshotFile.write(values, StoreFormat.network(values), file, progress);
        }
    }

    /**
     * Makes a store from a snapshot: everything is verified and every index made anew. The folder appears when all is done.
     *
     * @throws StoreException when anything in the snapshot is not right; then nothing is left
     */
    public static CopyReport restore(Path file, Path folder, StoreFolder kind, Progress progress) throws IOException {
        requireNew(folder);
        Hash32 network = SnapshotFile.network(file);
        Path part = part(folder);
        deleteLeftover(part);
        boolean done = false;
        try {
            CopyReport report =
                    build(part, kind, network, rebuild -> SnapshotFile.read(file, rebuild, progress), progress);
            if (!report.left().isEmpty() || !report.check().sound()) {
                throw new StoreException("the snapshot " + file + " does not give a sound store: "
                        + Stream.concat(report.left().stream(), report.check().findings().stream())
                                .findFirst()
                                .orElse(""));
            }
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return report;
        } finally {
            if (!done) {
                delete(part);
            }
        }
    }

    /**
     * Makes a new store of all that can be read and is right in a damaged one, and puts it in its place. The damaged one is kept
     * beside it, with {@code .damaged} behind its name. What is missing then comes back from peers.
     */
    public static CopyReport repair(Path folder, Hash32 network, Progress progress) throws IOException {
        StoreFolder kind = StoreFolder.of(folder);
        Path damaged = folder.resolveSibling(folder.getFileName() + ".damaged");
        requireNew(damaged);
        Path part = part(folder);
        deleteLeftover(part);
        boolean done = false;
        try (Closeable held = kind == StoreFolder.ROCKSDB ? hold(folder) : () -> {}) {
            CopyReport report;
            try (KeyValues values = kind.openToSalvage(folder)) {
                report = build(
                        part,
                        kind,
                        network,
                        rebuild -> {
                            PrimaryData.copy(values, rebuild, progress);
                            return rebuild.taken();
                        },
                        progress);
                report = report.without(values.passedOver());
            }
            Files.move(folder, damaged, StandardCopyOption.ATOMIC_MOVE);
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return report;
        } finally {
            if (!done) {
                delete(part);
            }
        }
    }

    /**
     * The lock that a process that writes to a RocksDB store has: opening that to salvage takes none, and a node whose folder is moved away
     * under it writes on into nowhere. Closing gives it back. Within one process it sees nothing.
     */
    private static Closeable hold(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another repair of this process.
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new StoreException("the block store in " + folder + " is in use by another process: stop that one");
        }
        return channel;
    }

    private interface Filling {
        long fill(StoreRebuild rebuild) throws IOException;
    }

    private static CopyReport build(Path part, StoreFolder kind, Hash32 network, Filling filling, Progress progress)
            throws IOException {
        Findings left = new Findings();
        try (KeyValues values = kind.create(part)) {
            StoreRebuild rebuild = new StoreRebuild(network, values, left);
            long records = filling.fill(rebuild);
            rebuild.finish(progress);
            CheckReport check = new StoreCheck(values, block -> true, progress).run();
            return new CopyReport(records, check, left.kept());
        }
    }

    private static Path part(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".part");
    }

    private static void requireNew(Path path) throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    /** Of a run that was interrupted; anything else with that name is the user's. */
    private static void deleteLeftover(Path part) throws IOException {
        if (Files.exists(part) && !StoreFolder.isStore(part)) {
            throw new FileAlreadyExistsException(part.toString());
        }
        delete(part);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
