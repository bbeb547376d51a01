package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ResumeKey;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Files below one directory. Every path is walked name by name through directory handles without following a link; links,
 * devices, other mounts and names outside the grammar do not exist for a peer. Needs a platform with directory handles
 * (Linux). Opening takes a lock on the root, removes the temporary files of an interrupted run, and counts what is there.
 *
 * <p>Not thread-safe: the server's owner thread uses it. One process at a time.
 */
public final class DirectoryFileStore implements FileStore {
    private final StoreDirectory root;
    private final Path rootPath;
    private final StoreLock lock;
    private final ExtensionPolicy extensions;
    private final StoreLimits limits;
    private final Temporaries temporaries;
    private final StoreSteps steps;
    private final StoreUsage usage;
    private final StoreDelete deletes;
    private final StoreReads reads;
    private final SuspendedWrites suspended = new SuspendedWrites();
    private final InstantSource clock;
    private final Syncing syncing;

    /** Where writes wait for the disk, and what has to be done with that at the end. */
    private record Syncing(Executor where, Runnable end) {}

    private DirectoryFileStore(
            StoreDirectory root,
            Path rootPath,
            StoreLock lock,
            ExtensionPolicy extensions,
            StoreLimits limits,
            RandomGenerator random,
            StoreSteps steps,
            InstantSource clock,
            Syncing syncing)
            throws IOException {
        this.root = root;
        this.syncing = syncing;
        this.rootPath = rootPath;
        this.lock = lock;
        this.extensions = extensions;
        this.limits = limits;
        this.steps = steps;
        this.usage = new StoreUsage(rootPath, limits);
        this.deletes = new StoreDelete(extensions, limits, usage, steps);
        this.temporaries = new Temporaries(this, random, steps, syncing.where());
        this.clock = clock;
        this.reads = new StoreReads(path -> walk(path.parents(), false), clock);
        for (SuspendedWrites.Suspended write : StoreSweep.sweep(root, usage, clock.millis())) {
            discard(suspended.add(write));
        }
    }

    /** Opens a store with the default extensions and limits. */
    public static DirectoryFileStore open(Path root) throws IOException {
        return open(root, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT);
    }

    /**
     * Opens a store.
     *
     * @param root a directory that exists
     * @throws FileTransferException IO_ERROR when the platform has no directory handles, or another store has this root
     * @throws IOException when the root cannot be read
     */
    public static DirectoryFileStore open(Path root, ExtensionPolicy extensions, StoreLimits limits)
            throws IOException {
        SyncThread thread = new SyncThread("htp-file-sync");
        Syncing syncing = new Syncing(thread, thread::close);
        return open(root, extensions, limits, new SecureRandom(), StoreSteps.NONE, InstantSource.system(), syncing);
    }

    static DirectoryFileStore open(
            Path root, ExtensionPolicy extensions, StoreLimits limits, RandomGenerator random, StoreSteps steps)
            throws IOException {
        return open(root, extensions, limits, random, steps, InstantSource.system());
    }

    /** Syncs on the caller's thread, so that every step has its place in one order. */
    static DirectoryFileStore open(
            Path root,
            ExtensionPolicy extensions,
            StoreLimits limits,
            RandomGenerator random,
            StoreSteps steps,
            InstantSource clock)
            throws IOException {
        return open(root, extensions, limits, random, steps, clock, new Syncing(Runnable::run, () -> {}));
    }

    private static DirectoryFileStore open(
            Path root,
            ExtensionPolicy extensions,
            StoreLimits limits,
            RandomGenerator random,
            StoreSteps steps,
            InstantSource clock,
            Syncing syncing)
            throws IOException {
        Path real = root.toRealPath();
        StoreDirectory directory = StoreDirectory.root(real);
        try {
            StoreLock lock = StoreLock.take(real);
            try {
                return new DirectoryFileStore(directory, real, lock, extensions, limits, random, steps, clock, syncing);
            } catch (IOException | RuntimeException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException | RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    @Override
    public PendingFile create(WriteSpec spec, byte[] node) throws IOException {
        FilePath path = spec.path();
        checkExtension(path);
        discard(suspended.expire(clock.millis()));
        StoreDirectory directory = walk(path.parents(), spec.createDirs());
        try {
            checkTarget(directory, path.name(), spec.mode());
            Optional<OldVersion> old =
                    spec.needsOld() ? Optional.of(new OldVersion(open(path), spec)) : Optional.empty();
            try {
                return start(directory, spec, resumeKey(spec, node), old);
            } catch (IOException | RuntimeException failure) {
                if (old.isPresent()) {
                    old.get().close();
                }
                throw failure;
            }
        } catch (IOException | RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    /** Small files are sent again: a journal would cost more than it saves. */
    private static Optional<ResumeKey> resumeKey(WriteSpec spec, byte[] node) {
        if (!spec.resumable() || spec.size() < ChunkJournal.CHECKPOINT_BYTES) {
            return Optional.empty();
        }
        FileHash pathHash = FileHash.of(Digests.sha256().digest(spec.path().toBytes()));
        return Optional.of(ResumeKey.of(node, pathHash, spec.version(), spec.size()));
    }

    private PendingFile start(
            StoreDirectory directory, WriteSpec spec, Optional<ResumeKey> key, Optional<OldVersion> old)
            throws IOException {
        Optional<SuspendedWrites.Suspended> earlier = key.flatMap(suspended::take);
        if (earlier.isPresent()) {
            Optional<PendingFile> resumed = resume(directory, spec, earlier.get(), old);
            if (resumed.isPresent()) {
                return resumed.get();
            }
        }
        long size = spec.size() + (spec.append() ? old.map(OldVersion::size).orElse(0L) : 0);
        if (size > spec.bytesMax()) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "file too large");
        }
        usage.promise(directory.path(), size, Files.getFileStore(rootPath).getUsableSpace());
        try {
            return temporaries.open(directory, spec, key, old, clock.millis());
        } catch (IOException | RuntimeException failure) {
            usage.withdraw(directory.path(), size);
            throw failure;
        }
    }

    private Optional<PendingFile> resume(
            StoreDirectory directory, WriteSpec spec, SuspendedWrites.Suspended earlier, Optional<OldVersion> old)
            throws IOException {
        try {
            Optional<PendingFile> resumed = temporaries.resume(directory, spec, earlier, old);
            if (resumed.isEmpty()) {
                discard(List.of(earlier));
            }
            return resumed;
        } catch (IOException | RuntimeException failure) {
            suspended.add(earlier);
            throw failure;
        }
    }

    /** An interrupted write is closed and may be gone on with; its place stays taken. */
    void suspended(ResumeKey key, List<String> directory, String temporary, long createdMillis) throws IOException {
        discard(suspended.add(new SuspendedWrites.Suspended(key, directory, temporary, createdMillis)));
    }

    private void discard(List<SuspendedWrites.Suspended> writes) throws IOException {
        for (SuspendedWrites.Suspended write : writes) {
            usage.withdraw(pathOf(write.directory()), write.key().size());
            try (StoreDirectory directory = walk(write.directory(), false)) {
                steps.before("discard");
                temporaries.delete(directory, write.temporary());
            } catch (FileTransferException directoryGone) {
                // Somebody else removed the directory, and the two files with it.
                continue;
            }
        }
    }

    private Path pathOf(List<String> names) {
        Path path = rootPath;
        for (String name : names) {
            path = path.resolve(name);
        }
        return path;
    }

    /** Whether a write of that mode may take that name now; what it would replace. */
    Optional<BasicFileAttributes> checkTarget(StoreDirectory directory, String name, WriteMode mode)
            throws IOException {
        Optional<BasicFileAttributes> old = directory.attributes(name);
        if (old.isEmpty()) {
            if (mode == WriteMode.REPLACE) {
                throw StoreDirectory.notFound();
            }
            directory.refuseCollision(name, limits.scannedMax());
            return old;
        }
        if (mode == WriteMode.CREATE_NEW) {
            throw new FileTransferException(FileErrorCode.ALREADY_EXISTS, "file exists");
        }
        refuseUnlessRegular(old.get());
        // HTP 5: refuse "hard-link count >1 on UPDATE"
        if (directory.facts(name, old.get()).links() > 1) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "file has several links");
        }
        return old;
    }

    @Override
    public DirectoryStoredFile open(FilePath path) throws IOException {
        checkExtension(path);
        return reads.open(path);
    }

    @Override
    public FileStat stat(FilePath path) throws IOException {
        if (path.isRoot()) {
            return new FileStat(true, 0, 0, FileHash.NONE);
        }
        try (StoreDirectory directory = walk(path.parents(), false)) {
            BasicFileAttributes found = directory.attributes(path.name()).orElseThrow(StoreDirectory::notFound);
            if (!found.isDirectory()) {
                checkExtension(path);
                refuseUnlessRegular(found);
            }
            return StoreListing.statOf(found);
        }
    }

    @Override
    public Page list(FilePath path, String after, int limit) throws IOException {
        try (StoreDirectory directory = walk(path.segments(), false)) {
            return StoreListing.page(directory, extensions, after, limit, limits.scannedMax());
        }
    }

    @Override
    public void delete(Removal removal) throws IOException {
        FilePath path = removal.path();
        // HTP 5: "RECURSIVE delete off by default". The root is not deleted in any way.
        if (path.isRoot()) {
            throw new FileTransferException(FileErrorCode.INVALID_PATH, "the root stays");
        }
        try (StoreDirectory directory = walk(path.parents(), false)) {
            String name = path.name();
            BasicFileAttributes found = directory.attributes(name).orElseThrow(StoreDirectory::notFound);
            if (removal.onlyIf().isPresent()) {
                ((DirectoryStoredFile) removal.onlyIf().get())
                        .requireStill(directory, name, FileErrorCode.HASH_MISMATCH);
            }
            if (found.isDirectory() && removal.recursive()) {
                int depth = path.parents().size();
                deletes.checkTree(directory, name, depth, suspended.namesBelow(path.segments()));
                discard(suspended.below(path.segments()));
                deletes.tree(directory, name, depth);
            } else if (found.isDirectory()) {
                deletes.emptyDirectory(directory, name);
            } else {
                checkExtension(path);
                refuseUnlessRegular(found);
                deletes.file(directory, name, found.size());
            }
            steps.before("sync-directory");
            directory.sync();
        }
    }

    /** Opens the directory at the end of those names. The caller closes it. */
    private StoreDirectory walk(List<String> names, boolean createDirs) throws IOException {
        StoreDirectory at = root.again();
        for (String name : names) {
            try (StoreDirectory parent = at) {
                boolean make = createDirs && parent.attributes(name).isEmpty();
                at = make ? makeDirectory(parent, name) : parent.child(name);
            }
        }
        return at;
    }

    private StoreDirectory makeDirectory(StoreDirectory parent, String name) throws IOException {
        parent.refuseCollision(name, limits.scannedMax());
        usage.directory(parent.path());
        try {
            steps.before("make-directory");
            return parent.makeChild(name);
        } catch (IOException | RuntimeException failure) {
            usage.removed(parent.path(), 0);
            throw failure;
        }
    }

    // HTP 5: "Extensions: allow-list"; the reference forgot it for READ, STAT and DELETE.
    private void checkExtension(FilePath path) throws FileTransferException {
        if (!extensions.allows(path.name())) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "extension not served");
        }
    }

    static void refuseUnlessRegular(BasicFileAttributes found) throws FileTransferException {
        if (!found.isRegularFile()) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "not a regular file");
        }
    }

    StoreUsage usage() {
        return usage;
    }

    /** Interrupted writes that may be gone on with. */
    int suspended() {
        return suspended.size();
    }

    StoreSteps steps() {
        return steps;
    }

    /** Gives the root back. Writes under way have to be closed first. */
    @Override
    public void close() throws IOException {
        try (lock) {
            root.close();
        } finally {
            syncing.end().run();
        }
    }
}
