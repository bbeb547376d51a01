package com.hookprobe.neuro.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Files that are whole and durable, or not there; readable for their owner only. */
final class Disk {
    static final String TEMPORARY = ".tmp";

    private final boolean posix;

    private Disk(boolean posix) {
        this.posix = posix;
    }

    /** For files below {@code root}, which is made when missing. */
    static Disk of(Path root) throws IOException {
        Files.createDirectories(root);
        return new Disk(Files.getFileStore(root).supportsFileAttributeView("posix"));
    }

    /** Writes beside, syncs, renames, syncs the folder. */
    void replace(Path target, ByteBuffer... parts) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        try (FileChannel channel = open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (ByteBuffer part : parts) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(parentOf(target));
    }

    /** Makes a folder below an existing one, durable. */
    void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            syncFolder(parentOf(folder));
        }
    }

    void delete(Path file) throws IOException {
        Files.delete(file);
        syncFolder(parentOf(file));
    }

    FileChannel open(Path file, StandardOpenOption... options) throws IOException {
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(file, Set.of(options), ownerOnly);
    }

    static Path parentOf(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "the root has no parent");
    }

    /** Other systems than POSIX do not open directories; there the rename has to do. */
    private void syncFolder(Path folder) throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
