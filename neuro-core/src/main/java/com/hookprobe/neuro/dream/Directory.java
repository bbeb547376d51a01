package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a log: their names, and how one comes into being so that a crash never leaves half of it. */
final class Directory {
    private static final String SUFFIX = ".dream";
    private static final String TEMPORARY = ".tmp";

    private final Path path;
    private final boolean posix;

    private Directory(Path path) throws IOException {
        this.path = path;
        this.posix = Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    /** Makes it when it is missing. What an earlier process made here is durable when this returns. */
    static Directory open(Path path) throws IOException {
        Files.createDirectories(path);
        Directory directory = new Directory(path);
        directory.sync();
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            directory.sync(parent);
        }
        return directory;
    }

    /** Segment files by name, which is by count. */
    static List<Path> segments(Path path) throws IOException {
        return endingWith(path, SUFFIX);
    }

    /** Segments that were half made at a crash. */
    static List<Path> leftovers(Path path) throws IOException {
        return endingWith(path, SUFFIX + TEMPORARY);
    }

    /** The file of the segment that begins with a record. */
    static String name(long firstCount) {
        return "%019d%s".formatted(firstCount, SUFFIX);
    }

    private static List<Path> endingWith(Path path, String end) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> entry.getFileName().toString().endsWith(end))
                    .sorted()
                    .toList();
        }
    }

    List<Path> segments() throws IOException {
        return segments(path);
    }

    void removeLeftovers() throws IOException {
        for (Path leftover : leftovers(path)) {
            Files.delete(leftover);
        }
    }

    /** Held until the channel is closed. */
    FileChannel lock() throws IOException, NeuroException {
        FileChannel channel = FileChannel.open(
                path.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly());
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new NeuroException(Kind.LOG_LOCKED, "this process has the dream log open already", e);
        }
        channel.close();
        throw new NeuroException(Kind.LOG_LOCKED, "another process has the dream log open");
    }

    /** Whole and durable, or not there. */
    Path create(SegmentHeader header) throws IOException {
        Path target = path.resolve(name(header.start().count()));
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, options, ownerOnly())) {
            SegmentFile.writeFully(channel, header.encode(), 0);
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

    private FileAttribute<?>[] ownerOnly() {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private void sync() throws IOException {
        sync(path);
    }

    /** Makes new names durable. Other systems than POSIX do not open directories; there the rename has to do. */
    private void sync(Path names) throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(names, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
