package com.hookprobe.neuro.dream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a log: their names, and how one comes into being so that a crash never leaves half of it. */
final class Directory {
    private static final String SUFFIX = ".dream";
    private static final String TEMPORARY = ".tmp";

    private final Path path;
    private final boolean posix;

    Directory(Path path) throws IOException {
        Files.createDirectories(path);
        this.path = path;
        this.posix = Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    Path lockFile() {
        return path.resolve("lock");
    }

    /** Segment files by name, which is by count; a temporary file of a crash is removed. */
    List<Path> segments() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (name.endsWith(SUFFIX + TEMPORARY)) {
                    Files.delete(entry);
                } else if (name.endsWith(SUFFIX)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    Path segment(long firstCount) {
        return path.resolve("%019d%s".formatted(firstCount, SUFFIX));
    }

    /** Whole and durable, or not there. */
    Path create(SegmentHeader header) throws IOException {
        Path target = segment(header.firstCount());
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, options, ownerOnly())) {
            Segment.writeFully(channel, header.encode(), 0);
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        sync();
        return target;
    }

    void delete(Path segment) throws IOException {
        Files.delete(segment);
        sync();
    }

    FileChannel openLock() throws IOException {
        return FileChannel.open(lockFile(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly());
    }

    private FileAttribute<?>[] ownerOnly() {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a new name durable. Other systems than POSIX do not open directories; there the rename has to do. */
    private void sync() throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
