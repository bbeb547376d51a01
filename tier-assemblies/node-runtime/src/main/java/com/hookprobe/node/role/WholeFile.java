package com.hookprobe.node.role;

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

/** A file that after a crash at any moment is the old one or the new one; readable for its owner only. */
final class WholeFile {
    static final String TEMPORARY = ".new";

    private static final FileAttribute<?>[] NOTHING = {};

    /** A moment between two steps, where tests crash. */
    @FunctionalInterface
    interface Moment {
        void reached(Step step) throws IOException;
    }

    enum Step {
        WRITTEN,
        SYNCED,
        RENAMED,
        NAMED
    }

    private WholeFile() {}

    /** Writes beside, syncs, renames, syncs the folder, which is made when it is missing. */
    static void replace(Path file, byte[] content, Moment moment) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root is no file");
        Files.createDirectories(folder);
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        Path temporary = folder.resolve(file.getFileName() + TEMPORARY);
        // Left by a crash: its mode may be another's.
        Files.deleteIfExists(temporary);
        try (FileChannel out = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                posix ? ownerOnly() : NOTHING)) {
            writeFully(out, content);
            moment.reached(Step.WRITTEN);
            out.force(true);
        }
        moment.reached(Step.SYNCED);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        moment.reached(Step.RENAMED);
        // Where folders are no files, the file system orders names itself.
        if (posix) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
        moment.reached(Step.NAMED);
    }

    static void writeFully(FileChannel out, byte[] content) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }
}
