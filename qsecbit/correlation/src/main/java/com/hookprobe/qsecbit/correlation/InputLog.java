package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The inputs of all shards in the order in which they became durable. Not thread-safe. */
final class InputLog implements Closeable {
    private record Closed(String name, long next) {}

    /** Takes each input that a start finds, in order. */
    interface Replay {
        void take(long position, byte[] input) throws IOException;
    }

    private final Disk disk;
    private final Sharding sharding;
    private final LongSupplier salts;
    private final Deque<Closed> closed = new ArrayDeque<>();
    private Disk.@Nullable File file;
    private String name = "";
    private long salt;
    private long next;
    private long bytes;

    private InputLog(Disk disk, Sharding sharding, LongSupplier salts) {
        this.disk = disk;
        this.sharding = sharding;
        this.salts = salts;
    }

    /**
     * Opens a log, makes durable what it found, and replays it.
     *
     * @param from the first input that is wanted: an older one may be missing
     * @param salts a cryptographic source
     * @throws CorrelationException when it is damaged, or inputs are missing
     */
    static InputLog open(Disk disk, Sharding sharding, long from, LongSupplier salts, Replay replay)
            throws IOException {
        InputLog log = new InputLog(disk, sharding, salts);
        List<String> names = neededNames(disk, from);
        long expected = -1;
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            var read = Segment.read(disk, names.get(i), sharding, last);
            if (read.isEmpty()) {
                disk.delete(names.get(i));
                break;
            }
            Segment segment = read.get();
            if (expected >= 0 ? segment.position() != expected : segment.position() > from) {
                throw missing(disk, Math.max(expected, from), segment.position());
            }
            expected = segment.next();
            for (Batch batch : segment.batches()) {
                long at = batch.position();
                for (byte[] input : batch.inputs()) {
                    replay.take(at++, input);
                }
            }
            log.found(segment, last);
        }
        if (log.next < from) {
            throw missing(disk, log.next, from);
        }
        if (log.file == null) {
            log.begin();
        }
        return log;
    }

    /** The position that the next input gets. */
    long next() {
        return next;
    }

    /** How long the segment is that is written to. */
    long segmentBytes() {
        return bytes;
    }

    /** Adds inputs; they are durable when it returns, and perhaps when it throws. */
    void append(List<byte[]> inputs) throws IOException {
        byte[] batch = Batch.encode(salt, next, inputs);
        Disk.File to = opened();
        to.append(batch);
        to.force();
        next += inputs.size();
        bytes += batch.length;
    }

    /** Begins a new segment. */
    void roll() throws IOException {
        opened().close();
        file = null;
        closed.add(new Closed(name, next));
        begin();
    }

    /** Deletes the segments that hold nothing from a position on. */
    void deleteBelow(long position) throws IOException {
        boolean any = false;
        for (Closed oldest = closed.peek(); oldest != null && oldest.next() <= position; oldest = closed.peek()) {
            disk.delete(oldest.name());
            closed.remove();
            any = true;
        }
        if (any) {
            disk.force();
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** What a crash has left of deleted segments may have gaps; it goes first. */
    private static List<String> neededNames(Disk disk, long from) throws IOException {
        List<String> names =
                disk.list().stream().filter(Segment::isName).sorted().toList();
        int first = 0;
        while (first + 1 < names.size() && names.get(first + 1).compareTo(Segment.name(from)) <= 0) {
            disk.delete(names.get(first++));
        }
        return names.subList(first, names.size());
    }

    private void found(Segment segment, boolean last) throws IOException {
        next = segment.next();
        if (!last) {
            closed.add(new Closed(segment.name(), segment.next()));
            return;
        }
        name = segment.name();
        salt = segment.salt();
        bytes = segment.end();
        Disk.File open = disk.open(segment.name());
        file = open;
        if (segment.isTorn()) {
            open.truncate(segment.end());
        }
        // After a kill the system may not have written yet what the file already shows; outputs rest on it from now on.
        open.force();
        disk.force();
    }

    private void begin() throws IOException {
        salt = salts.getAsLong();
        name = Segment.name(next);
        Disk.File made = disk.create(name);
        file = made;
        made.append(Segment.head(sharding, next, salt));
        made.force();
        disk.force();
        bytes = Segment.HEAD_BYTES;
    }

    private Disk.File opened() throws IOException {
        if (file == null) {
            throw new IOException("the log in " + disk + " is closed");
        }
        return file;
    }

    private static CorrelationException missing(Disk disk, long expected, long found) {
        return new CorrelationException("inputs are missing: expected input " + expected + " in " + disk + ", found "
                + found + " as the next; put the folder back from a backup, or empty it");
    }
}
