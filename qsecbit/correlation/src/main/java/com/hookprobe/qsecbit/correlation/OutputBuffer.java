package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Outputs that the reader has not confirmed yet. Thread-safe; the host's thread adds, the reader's polls. */
public final class OutputBuffer {
    private final Sharding sharding;
    private final List<Deque<Output>> waiting = new ArrayList<>();
    private Cursor confirmed;
    private long bytes;

    /** An empty buffer of a reader who has confirmed all before a cursor. */
    public OutputBuffer(Sharding sharding, Cursor confirmed) {
        if (confirmed.shards() != sharding.shards()) {
            throw new IllegalArgumentException(
                    "a cursor of " + confirmed.shards() + " shards, expected " + sharding.shards());
        }
        this.sharding = sharding;
        this.confirmed = confirmed;
        for (int shard = 0; shard < sharding.shards(); shard++) {
            waiting.add(new ArrayDeque<>());
        }
    }

    /**
     * Adds the next output of a shard; drops what was confirmed.
     *
     * @throws CorrelationException when outputs that were not confirmed are missing before it
     */
    public synchronized void add(Output output) throws CorrelationException {
        Deque<Output> queue = waiting.get(output.shard());
        Output last = queue.peekLast();
        long expected = last == null ? confirmed.next(output.shard()) : last.sequence() + 1;
        if (output.sequence() < expected) {
            return;
        }
        if (output.sequence() > expected) {
            throw new CorrelationException(
                    "outputs are missing: expected " + output.shard() + ":" + expected + ", found " + output
                            + "; the reader's cursor is older than what is kept. Begin at the oldest output, or later");
        }
        queue.add(output);
        bytes += output.length();
    }

    /** {@link CorrelatorHost#poll}. */
    public synchronized List<Output> poll(Cursor from, int max) throws CorrelationException {
        List<Output> found = new ArrayList<>();
        for (int shard = 0; shard < sharding.shards() && found.size() < max; shard++) {
            if (from.next(shard) < confirmed.next(shard)) {
                throw new CorrelationException("outputs are gone: " + shard + ":" + from.next(shard)
                        + " is wanted, and all before " + confirmed.next(shard) + " were confirmed");
            }
            for (Output output : waiting.get(shard)) {
                if (found.size() == max) {
                    break;
                }
                if (output.sequence() >= from.next(shard)) {
                    found.add(output);
                }
            }
        }
        return found;
    }

    /** {@link CorrelatorHost#confirm}. */
    public synchronized void confirm(Cursor upTo) {
        for (int shard = 0; shard < sharding.shards(); shard++) {
            Deque<Output> queue = waiting.get(shard);
            for (Output oldest = queue.peek(); oldest != null; oldest = queue.peek()) {
                if (oldest.sequence() >= upTo.next(shard)) {
                    break;
                }
                confirmed = confirmed.after(oldest);
                bytes -= oldest.length();
                queue.remove();
            }
        }
    }

    /** The bytes of all that waits. */
    public synchronized long bytes() {
        return bytes;
    }

    /** What waits of one shard, in order. */
    synchronized List<Output> waiting(int shard) {
        return List.copyOf(waiting.get(shard));
    }

    /** The sequence that the reader has not confirmed. */
    synchronized long confirmed(int shard) {
        return confirmed.next(shard);
    }
}
