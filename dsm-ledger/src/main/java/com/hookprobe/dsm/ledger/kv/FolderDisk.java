package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of the file system, held by one process that writes, or by some that read. */
final class FolderDisk implements Disk {
    /**
     * Folders held by this process. On POSIX systems a process loses its lock on a file when it closes any channel of it, so
     * a second opener in this process must not get as far as the lock file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path real;
    private final FileChannel lock;
    private final boolean reads;

    private FolderDisk(Path folder, Path real, FileChannel lock, boolean reads) {
        this.folder = folder;
        this.real = real;
        this.lock = lock;
        this.reads = reads;
    }

    /** Makes the folder when it is missing, and takes it. */
    static FolderDisk open(Path folder) throws StoreException {
        return open(folder, false);
    }

    /** Takes a folder beside others that read it; nothing but a lock file is written into it, and that only if it has none. */
    static FolderDisk openToRead(Path folder) throws StoreException {
        return open(folder, true);
    }

    private static FolderDisk open(Path folder, boolean reads) throws StoreException {
        try {
            if (!reads) {
                make(folder.toAbsolutePath());
            }
            Path real = folder.toRealPath();
            if (!HELD.add(real)) {
                throw inUse(folder, reads);
            }
            try {
                return new FolderDisk(folder, real, lock(folder, reads), reads);
            } catch (IOException | RuntimeException e) {
                HELD.remove(real);
                throw e;
            }
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException(
                    "cannot use the folder " + folder + " for the block store (" + e
                            + "); check storage.microblocks.path and its rights",
                    e);
        }
    }

    private static void make(Path folder) throws IOException {
        List<Path> parents = new ArrayList<>();
        for (Path at = folder; at != null && !Files.exists(at); at = at.getParent()) {
            Path parent = at.getParent();
            if (parent != null) {
                parents.add(parent);
            }
        }
        Files.createDirectories(folder);
        for (Path parent : parents) {
            forceNames(parent);
        }
    }

    private static FileChannel lock(Path folder, boolean reads) throws IOException {
        Path path = folder.resolve(Names.LOCK);
        Set<StandardOpenOption> options = reads && Files.exists(path)
                ? Set.of(StandardOpenOption.READ)
                : Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel channel = FileChannel.open(path, options, ownerOnly());
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, reads) == null) {
                throw inUse(folder, reads);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StoreException inUse(Path folder, boolean reads) {
        return new StoreException("the block store in " + folder + " is in use by another process: "
                + (reads
                        ? "segment files are not read while a node writes them; stop the node, or ask its API"
                        : "stop that one, or give this node its own data folder"));
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public File create(String name) throws IOException {
        Path path = folder.resolve(name);
        Files.createFile(path, ownerOnly());
        return new PlainFile(path, "rw");
    }

    @Override
    public File open(String name) throws IOException {
        Path path = folder.resolve(name);
        if (Files.notExists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return new PlainFile(path, !reads && name.endsWith(Names.LOG) ? "rw" : "r");
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                folder.resolve(from),
                folder.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    @Override
    public void force() throws IOException {
        forceNames(folder);
    }

    @Override
    public void close() throws IOException {
        if (lock.isOpen()) {
            try {
                lock.close();
            } finally {
                HELD.remove(real);
            }
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** Other systems than POSIX do not open directories; there the rename has to do. */
    private static void forceNames(Path directory) throws IOException {
        if (!posix()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            @Nullable ClosedByInterruptException again;
            do {
                again = null;
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                } catch (ClosedByInterruptException e) {
                    // A store that stops in the middle of a step would have to be opened anew.
                    interrupted |= Thread.interrupted();
                    again = e;
                }
            } while (again != null);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] ownerOnly() {
        return posix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
