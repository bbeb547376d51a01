package com.hookprobe.qsecbit.learning;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there whole or not at all, and that are read up to a bound. */
public final class SmallFiles {
    private SmallFiles() {}

    /** Makes a folder's names outlast a power failure. */
    @FunctionalInterface
    interface FolderSync {
        void sync(Path folder) throws IOException;
    }

    /**
     * Writes beside the target, syncs, moves, and syncs the folder, which is made when it is missing (LEARNING 8.4). A file of that name
     * is replaced.
     *
     * @throws IOException also when the file system cannot replace a file in one step
     */
    public static void write(Path target, byte[] bytes) throws IOException {
        write(target, bytes, SmallFiles::syncNames);
    }

    static void write(Path target, byte[] bytes, FolderSync names) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(target + ": expected the name of a file");
        }
        Files.createDirectories(folder);
        // A name that no mirror takes and no folder here reads.
        Path part = Files.createTempFile(folder, ".htp-learning-", ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer from = ByteBuffer.wrap(bytes);
                while (from.hasRemaining()) {
                    channel.write(from);
                }
                channel.force(true);
            }
            move(part, target);
            names.sync(folder);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void syncNames(Path folder) throws IOException {
        // Where folders are no files, the file system orders names itself.
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(target + ": this file system cannot replace a file in one step", e);
        }
    }

    /**
     * Reads a plain file; a link is not followed.
     *
     * @throws IOException also when it has more bytes than the bound
     */
    public static byte[] read(Path file, int bytesMax) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new IOException(file + ": expected at most " + bytesMax + " bytes; found more");
            }
            return bytes;
        }
    }
}
