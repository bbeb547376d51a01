package com.hookprobe.qsecbit.correlation;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A folder of the file system, held by one host of one process. */
final class FolderDisk implements Disk {
    private static final String LOCK = "lock";
    private static final int PIECE_BYTES = 64 << 10;

    /**
     * Folders held by this process. On POSIX systems a process loses its lock on a file when it closes any channel of it, so
     * a second opener in this process must not get as far as the lock file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path real;
    private final FileChannel lock;

    private FolderDisk(Path folder, Path real, FileChannel lock) {
        this.folder = folder;
        this.real = real;
        this.lock = lock;
    }

    /**
     * Makes the folder when it is missing, and takes it.
     *
     * @throws CorrelationException when another process or host has it
     */
    static FolderDisk open(Path folder) throws IOException {
        make(folder.toAbsolutePath());
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            throw inUse(folder, "this process has it open already; close that correlator first");
        }
        try {
            return new FolderDisk(folder, real, lock(folder));
        } catch (IOException | RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly());
        try {
            if (channel.tryLock() == null) {
                throw inUse(folder, "another process has it; stop that one, or give this one another folder");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static CorrelationException inUse(Path folder, String how) {
        return new CorrelationException(
                "the correlator's folder " + folder + " is in use: expected one user, and " + how);
    }

    /** Each folder that was made is a name in the one above, and durable only when that one is forced. */
    private static void make(Path folder) throws IOException {
        Deque<Path> above = new ArrayDeque<>();
        for (Path at = folder; at != null && Files.notExists(at); at = at.getParent()) {
            Path parent = at.getParent();
            if (parent != null) {
                above.push(parent);
            }
        }
        Files.createDirectories(folder);
        for (Path parent : above) {
            force(parent);
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.equals(LOCK))
                    .toList();
        }
    }

    @Override
    public File create(String name) throws IOException {
        Files.createFile(folder.resolve(name), ownerOnly());
        return open(name);
    }

    @Override
    public File open(String name) throws IOException {
        return new PlainFile(folder.resolve(name));
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
        force(folder);
    }

    private static void force(Path folder) throws IOException {
        // Other systems than POSIX do not open directories; there the rename has to do.
        if (posix()) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
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

    /** Not a channel: the interrupt of a thread closes the channel that it is at. */
    private static final class PlainFile implements File {
        private final RandomAccessFile file;

        PlainFile(Path path) throws IOException {
            this.file = new RandomAccessFile(path.toFile(), "rw");
        }

        @Override
        public byte[] readAll() throws IOException {
            byte[] bytes = new byte[Math.toIntExact(file.length())];
            file.seek(0);
            for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
                file.readFully(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
            }
            return bytes;
        }

        @Override
        public void append(byte[] bytes) throws IOException {
            file.seek(file.length());
            // The JDK copies what it writes into a native buffer of the same size.
            for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
                file.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
            }
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
