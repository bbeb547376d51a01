package com.hookprobe.node.role;

import com.hookprobe.node.health.DiskState;
import com.hookprobe.node.health.DiskWatch;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.observe.Readiness;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
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
    private static final long COUNTED_NS = TimeUnit.MINUTES.toNanos(1);
    /** It is looked at six times as often. */
    private static final long HANGS_NS = TimeUnit.MINUTES.toNanos(1);

    private static final String PROBE = ".writable";
    /** A block of a file system. */
    private static final int PROBE_BYTES = 4_096;

    private final Path folder;
    private final Path store;
    private final EventLog log;
    private final DiskWatch watch = new DiskWatch();
    private final long startNs = System.nanoTime();
    private long countedNs = startNs - 2 * COUNTED_NS;
    private volatile Seen seen = new Seen(0, 0, 0, 0, DiskState.OK, "nobody has looked yet", startNs);

    /**
     * What was seen.
     *
     * @param storeBytes of the ledger's store alone, wherever it is
     * @param state of the disk
     * @param unwritable why it cannot be written; empty when it can
     * @param atNs when
     */
    record Seen(
            long bytes,
            long storeBytes,
            long freeBytes,
            long totalBytes,
            DiskState state,
            String unwritable,
            long atNs) {}

    /**
     * @param store folder of the ledger's store, which may not be there
     * @param log hears when the disk's state changes
     */
    DataFolder(Path folder, Path store, EventLog log) {
        this.log = log;
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
        long free = room(true);
        long total = room(false);
        DiskState before = watch.state();
        DiskState state = watch.look(free, total, unwritable.isEmpty());
        seen = new Seen(bytes, stored, free, total, state, unwritable, System.nanoTime());
        if (state != before) {
            tell(state, free, total, unwritable);
        }
    }

    private void tell(DiskState state, long free, long total, String unwritable) {
        String event = switch (state) {
            case OK -> "disk_ok";
            case LOW -> "disk_low";
            case FULL -> "disk_full";
        };
        log.event(event, "free_mib", free >> 20, "size_mib", total >> 20, "reason", unwritable);
    }

    /** As of the last look. On any thread. */
    DiskState state() {
        return seen.state();
    }

    /** As it was seen last. On any thread. */
    Seen seen() {
        return seen;
    }

    private long room(boolean free) {
        try {
            FileStore disk = Files.getFileStore(folder);
            return free ? disk.getUsableSpace() : disk.getTotalSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    /** That a disk is full or read-only only writing tells. */
    private String probe() {
        Path probe = folder.resolve(PROBE);
        try {
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.deleteIfExists(probe);
            }
            return "";
        } catch (IOException e) {
            String said = e instanceof FileSystemException failed ? failed.getReason() : null;
            return "it cannot be written: " + (said == null ? e.getClass().getSimpleName() : said);
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
        boolean ok = !hangs && last.unwritable().isEmpty() && last.state() != DiskState.FULL;
        readiness.need("disk", ok, hangs ? "it hangs: nothing was seen of it for a minute" : reason(last));
        readiness.want(
                "disk_space",
                last.state() == DiskState.OK,
                (last.freeBytes() >> 20) + " MiB free of " + (last.totalBytes() >> 20) + "; low below "
                        + (DiskWatch.lowBelow(last.totalBytes()) >> 20) + ", full below "
                        + (DiskWatch.fullBelow(last.totalBytes()) >> 20));
    }

    private static String reason(Seen last) {
        boolean full = last.totalBytes() > 0 && last.freeBytes() < DiskWatch.lowBelow(last.totalBytes());
        if (last.state() == DiskState.FULL && full) {
            return "DISK_FULL: " + (last.freeBytes() >> 20) + " MiB free";
        }
        return last.unwritable().isEmpty() ? (last.freeBytes() >> 20) + " MiB free" : last.unwritable();
    }
}
