package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The inputs of all shards in the order in which they became durable. Not thread-safe. */
final class InputLog implements Closeable {
    /** The end of the names of files that are not whole yet; a start deletes what a crash has left of them. */
    static final String UNFINISHED = ".new";

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
        try {
            log.start(from, replay);
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private void start(long from, Replay replay) throws IOException {
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
            found(segment, last);
        }
        if (next < from) {
            throw missing(disk, next, from);
        }
        if (file == null) {
            begin();
        }
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
        rewrite(segment);
        file = disk.open(segment.name());
    }

    /**
     * CORRELATION 4.6: what a failed sync, or a kill before one, has left in the system's memory looks like the disk's content, and no
     * later sync writes it. Outputs rest on it from now on, so it is written anew, without a torn tail.
     */
    private void rewrite(Segment segment) throws IOException {
        byte[] bytes;
        try (Disk.File old = disk.open(segment.name())) {
            bytes = Arrays.copyOf(old.readAll(), (int) segment.end());
        }
        String made = segment.name() + UNFINISHED;
        try (Disk.File copy = disk.create(made)) {
            copy.append(bytes);
            copy.force();
        }
        disk.rename(made, segment.name());
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
