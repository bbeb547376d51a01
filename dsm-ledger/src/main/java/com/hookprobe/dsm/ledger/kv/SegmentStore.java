package com.hookprobe.dsm.ledger.kv;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A log-structured merge tree: changes go to a log and to a sorted table on the heap, full tables become immutable segments,
 * segments are merged. All of it is done by the thread that writes, the merges in proportion to what it writes.
 *
 * <p>After an exception of a method that writes, only reading and {@link #close} make sense.
 */
final class SegmentStore implements Closeable {
    /** About as many as there are in good order. */
    private static final int CALM_SEGMENTS = 8;

    private final Disk disk;
    private final Limits limits;
    private final LongSupplier salts;
    private final BlockCache cache;
    /** From newest to oldest. */
    private final List<Segment> segments;

    private Memtable memtable;
    private Log log;
    private long next;
    private @Nullable Merge merge;

    /** Of what a start found. */
    SegmentStore(
            Disk disk,
            Limits limits,
            LongSupplier salts,
            BlockCache cache,
            List<Segment> segments,
            Memtable memtable,
            Log log,
            long next) {
        this.disk = disk;
        this.limits = limits;
        this.salts = salts;
        this.cache = cache;
        this.segments = segments;
        this.memtable = memtable;
        this.log = log;
        this.next = next;
    }

    Disk disk() {
        return disk;
    }

    int segmentCount() {
        return segments.size();
    }

    @Nullable Slot get(byte[] key) throws IOException {
        Slot slot = memtable.get(key);
        if (slot != null || segments.isEmpty()) {
            return slot;
        }
        long hash = BloomFilter.hash(key);
        for (Segment segment : segments) {
            slot = segment.get(key, hash);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    Cursor cursor(byte[] from, byte[] to, boolean rising) throws IOException {
        List<Cursor> cursors = new ArrayList<>();
        cursors.add(memtable.cursor(from, to, rising));
        for (Segment segment : segments) {
            cursors.add(segment.cursor(from, to, rising));
        }
        return new MergeCursor(cursors, rising);
    }

    void write(List<Slot> batch, boolean durable) throws IOException {
        // All that may fail for want of room comes before the batch is in the log.
        if (memtable.heapBytes() >= limits.memtableBytes() || log.length() >= limits.logBytes()) {
            flush();
        }
        long bytes = 0;
        for (Slot slot : batch) {
            bytes += slot.encodedBytes();
        }
        compact(bytes * urgency());
        log.append(batch);
        if (durable) {
            log.force();
        }
        batch.forEach(memtable::put);
    }

    /** Bytes to merge for each byte written. They grow with the segments, so that these never pile up behind a large merge. */
    private int urgency() {
        int count = segments.size();
        return count * Math.max(1, count / CALM_SEGMENTS);
    }

    void sync() throws IOException {
        log.force();
    }

    /** Turns the memtable into a segment and begins a new log. */
    void flush() throws IOException {
        Log fresh = Log.create(disk, next++, salts.getAsLong());
        Log old = log;
        log = fresh;
        try (old) {
            Optional<Manifest.Entry> entry = writeMemtable();
            disk.force();
            if (entry.isPresent()) {
                segments.add(0, Segment.open(disk, entry.get(), cache));
            }
            writeManifest();
            memtable = new Memtable();
        }
        disk.delete(Names.log(old.number()));
    }

    private Optional<Manifest.Entry> writeMemtable() throws IOException {
        boolean bottom = segments.isEmpty();
        long number = next++;
        try (SegmentWriter out = new SegmentWriter(disk, number, number, memtable.size(), limits.blockBytes())) {
            for (Slot slot : memtable.all()) {
                if (!bottom || !slot.deleted()) {
                    out.add(slot);
                }
            }
            if (out.slots() == 0) {
                out.abandon();
                return Optional.empty();
            }
            return Optional.of(out.finish());
        }
    }

    private void compact(long bytes) throws IOException {
        if (merge == null) {
            List<Segment> chosen = Tiers.choose(segments, limits.memtableBytes());
            if (chosen.isEmpty()) {
                return;
            }
            Segment oldest = chosen.get(chosen.size() - 1);
            boolean bottom = oldest == segments.get(segments.size() - 1);
            merge = new Merge(chosen, bottom, disk, next++, limits.blockBytes());
        }
        if (merge.step(bytes)) {
            List<Segment> inputs = merge.inputs();
            Optional<Manifest.Entry> entry = merge.finish();
            merge = null;
            replace(inputs, entry);
        }
    }

    private void replace(List<Segment> inputs, Optional<Manifest.Entry> entry) throws IOException {
        disk.force();
        int place = Collections.indexOfSubList(segments, inputs);
        if (entry.isPresent()) {
            segments.add(place + inputs.size(), Segment.open(disk, entry.get(), cache));
        }
        segments.subList(place, place + inputs.size()).clear();
        writeManifest();
        for (Segment input : inputs) {
            input.close();
            disk.delete(input.name());
        }
    }

    private void writeManifest() throws IOException {
        List<Manifest.Entry> entries = segments.stream().map(Segment::entry).toList();
        new Manifest(next, log.number(), entries).write(disk);
    }

    /** Makes everything durable and closes; what failed before does not matter then. */
    void sealAndClose() throws IOException {
        try (this) {
            if (merge != null) {
                Merge unfinished = merge;
                merge = null;
                unfinished.abandon();
            }
            log.seal();
        }
    }

    /** Lets go of all files and of the disk. */
    @Override
    public void close() throws IOException {
        List<Closeable> open = new ArrayList<>(segments);
        open.add(log);
        if (merge != null) {
            open.add(merge);
        }
        open.add(disk);
        IOException failed = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
