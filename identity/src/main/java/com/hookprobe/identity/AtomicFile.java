package com.hookprobe.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Replaces a small private file so that after a crash at any moment it is either the old one or the new one: write beside
 * it, sync, rename over it, sync the directory. Modes are 0600 from the start where the system knows modes.
 */
final class AtomicFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

    /** Belongs to whom this process runs as, on Linux. */
    private static final Path SELF = Path.of("/proc/self");

    /** Within this process; the lock file serves between processes only (the JDK refuses it twice in one process). */
    private static final Object IN_PROCESS = new Object();

    /** A moment between two steps, where tests crash. */
    interface CrashPoint {
        void after(Step step) throws IOException;
    }

    enum Step {
        TEMPORARY_WRITTEN,
        TEMPORARY_SYNCED,
        RENAMED
    }

    /** Work done while no other writer of this file is at work. */
    interface Exclusive<T> {
        T run() throws IOException, KeystoreException;
    }

    private final Path path;
    private final CrashPoint crashPoint;

    AtomicFile(Path path, CrashPoint crashPoint) {
        this.path = path;
        this.crashPoint = crashPoint;
    }

    Path path() {
        return path;
    }

    <T> T exclusively(Exclusive<T> work) throws IOException, KeystoreException {
        requireOwn();
        synchronized (IN_PROCESS) {
            Path lockFile = sibling(".lock");
            Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(lockFile, options, ownerOnlyAttributes());
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("lock lost: " + lockFile);
                }
                return work.run();
            }
        }
    }

    /**
     * A file that root writes in the place of another user's would be root's, and that user's program could not start again; to give
     * it away instead would let that user choose by a link what root gives away.
     */
    private void requireOwn() throws IOException, KeystoreException {
        if (!Files.isDirectory(SELF) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(Files.getAttribute(SELF, "unix:uid"))) {
            String name = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
            throw new KeystoreException(
                    KeystoreException.Kind.UNSAFE,
                    "expected to be run by " + name + ", whose file " + path + " is, found "
                            + System.getProperty("user.name") + "; run 'sudo -u " + name + " hookprobe ...'");
        }
    }

    void replace(byte[] content) throws IOException {
        Path temporary = sibling(".new");
        // Left by a crash, or planted: never written through.
        Files.deleteIfExists(temporary);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, options, ownerOnlyAttributes())) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            crashPoint.after(Step.TEMPORARY_WRITTEN);
            channel.force(true);
        }
        crashPoint.after(Step.TEMPORARY_SYNCED);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        crashPoint.after(Step.RENAMED);
        syncDirectory();
    }

    /** True when nobody but the owner has any right to the file, or when the system has no such modes. */
    boolean isOwnerOnly() throws IOException {
        return !isPosix()
                || Collections.disjoint(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS), OTHERS);
    }

    static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private void syncDirectory() throws IOException {
        if (isPosix()) {
            try (FileChannel directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private Path directory() {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    private Path sibling(String suffix) {
        return directory().resolve(path.getFileName() + suffix);
    }

    /** Attributes of a new file that is its owner's alone, where the system knows modes. */
    static FileAttribute<?>[] ownerOnlyAttributes() {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }
}
