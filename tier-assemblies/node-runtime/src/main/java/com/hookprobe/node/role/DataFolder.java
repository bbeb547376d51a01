package com.hookprobe.node.role;

import com.hookprobe.node.observe.Readiness;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How full the node's folder is, and whether it can be written. Asked off the loop: a disk may be slow. Thread-safe. */
final class DataFolder {
    /** Below this a node's stores will soon fail. */
    static final long FREE_BYTES_MIN = 64L << 20;

    private static final long KEPT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long PROBED_NS = TimeUnit.SECONDS.toNanos(9);
    private static final String PROBE = ".writable";

    private final Path folder;
    private long bytes;
    private long countedNs = System.nanoTime() - 2 * KEPT_NS;
    private String unwritable = "";
    private long probedNs = System.nanoTime() - 2 * PROBED_NS;

    /** What was seen. */
    record Seen(long bytes, long freeBytes) {}

    DataFolder(Path folder) {
        this.folder = folder;
    }

    /** The sizes of files are kept for a minute. */
    synchronized Seen seen() {
        if (System.nanoTime() - countedNs > KEPT_NS) {
            bytes = count();
            countedNs = System.nanoTime();
        }
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            free = 0;
        }
        return new Seen(bytes, free);
    }

    private long count() {
        AtomicLong sum = new AtomicLong();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    // The store replaces its files while it runs.
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return sum.get();
        }
        return sum.get();
    }

    /** Writes a byte now and then, for that a disk is full or read-only only writing tells. */
    synchronized void check(Readiness readiness) {
        if (System.nanoTime() - probedNs > PROBED_NS) {
            unwritable = probe();
            probedNs = System.nanoTime();
        }
        if (!unwritable.isEmpty()) {
            readiness.need("disk", false, "the data folder cannot be written: " + unwritable);
            return;
        }
        long free = seen().freeBytes();
        readiness.need("disk", free >= FREE_BYTES_MIN, (free >> 20) + " MiB free");
    }

    private String probe() {
        try {
            Path probe = folder.resolve(PROBE);
            Files.write(probe, new byte[] {1});
            Files.deleteIfExists(probe);
            return "";
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }
}
