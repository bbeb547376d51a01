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

/**
 * How full the node's folder is, and whether it can be written. One thread looks; others are told what it saw last, for a disk may be
 * slow, or hang.
 */
final class DataFolder {
    /** Below this a node's stores will soon fail. */
    static final long FREE_BYTES_MIN = 64L << 20;

    private static final long COUNTED_NS = TimeUnit.MINUTES.toNanos(1);
    /** It is looked at six times as often. */
    private static final long HANGS_NS = TimeUnit.MINUTES.toNanos(1);

    private static final String PROBE = ".writable";

    private final Path folder;
    private final Path store;
    private final long startNs = System.nanoTime();
    private long countedNs = startNs - 2 * COUNTED_NS;
    private volatile Seen seen = new Seen(0, 0, 0, "nobody has looked yet", startNs);

    /**
     * What was seen.
     *
     * @param storeBytes of the ledger's store alone, wherever it is
     * @param unwritable why it cannot be written; empty when it can
     * @param atNs when
     */
    record Seen(long bytes, long storeBytes, long freeBytes, String unwritable, long atNs) {}

    /** @param store folder of the ledger's store, which may not be there */
    DataFolder(Path folder, Path store) {
        this.folder = folder;
        this.store = store;
    }

    /** Looks; the sizes of files only once a minute. On one thread. */
    void look() {
        long bytes = seen.bytes();
        long stored = seen.storeBytes();
        if (System.nanoTime() - countedNs > COUNTED_NS) {
            bytes = count(folder);
            stored = count(store);
            countedNs = System.nanoTime();
        }
        String unwritable = probe();
        seen = new Seen(bytes, stored, free(), unwritable, System.nanoTime());
    }

    /** As it was seen last. On any thread. */
    Seen seen() {
        return seen;
    }

    private long free() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    /** That a disk is full or read-only only writing tells. */
    private String probe() {
        try {
            Path probe = folder.resolve(PROBE);
            Files.write(probe, new byte[] {1});
            Files.deleteIfExists(probe);
            return "";
        } catch (IOException e) {
            return "it cannot be written: " + e.getClass().getSimpleName();
        }
    }

    private static long count(Path folder) {
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

    /** On any thread. */
    void check(Readiness readiness) {
        Seen last = seen;
        boolean hangs = System.nanoTime() - last.atNs() > HANGS_NS;
        boolean ok = !hangs && last.unwritable().isEmpty() && last.freeBytes() >= FREE_BYTES_MIN;
        String reason = last.unwritable().isEmpty() ? (last.freeBytes() >> 20) + " MiB free" : last.unwritable();
        readiness.need("disk", ok, hangs ? "it hangs: nothing was seen of it for a minute" : reason);
    }
}
