package com.hookprobe.qsecbit.exchange;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * Files that only their owner can read, from their first moment on. Replaced as a whole, a file is after a crash at any moment the old
 * one or the new one.
 */
public final class WholeFile {
    private static final FileAttribute<?>[] NOTHING = {};

    private WholeFile() {}

    /** Writes what a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; does not close. */
        void write(OutputStream out) throws IOException;
    }

    /** Replaces a file. */
    public static void replace(Path file, byte[] content) throws IOException {
        replace(file, out -> out.write(content));
    }

    /**
     * Replaces a file that may be large: writes beside it, syncs, renames, syncs the folder.
     *
     * @throws IOException when any of that fails; the file is the old one then, or after a failure of the last step the new one
     */
    public static void replace(Path file, Content content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        // Left by a crash: its mode may be another's.
        Files.deleteIfExists(fresh);
        try (FileChannel out = open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out), 1 << 16);
            content.write(buffered);
            buffered.flush();
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file);
    }

    /** Opens a file that is appended to, at its beginning; one that is not there is made. */
    public static FileChannel log(Path file) throws IOException {
        boolean fresh = !Files.exists(file);
        FileChannel channel = open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (fresh) {
                syncFolder(file);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Writes all of it and has it on the disk. */
    public static void append(FileChannel log, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            log.write(left);
        }
        log.force(false);
    }

    private static FileChannel open(Path file, OpenOption... options) throws IOException {
        FileAttribute<?>[] mode = isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : NOTHING;
        return FileChannel.open(file, Set.of(options), mode);
    }

    /** Where folders are no files, the file system orders names itself. */
    private static void syncFolder(Path file) throws IOException {
        if (isPosix(file)) {
            try (FileChannel names = FileChannel.open(folder(file), StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static boolean isPosix(Path file) throws IOException {
        return Files.getFileStore(folder(file)).supportsFileAttributeView("posix");
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root is no file");
    }
}
