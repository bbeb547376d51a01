package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import java.util.Arrays;

/**
 * Whether what is read from the outputs' topic is what the reader's cursor is about (CORRELATION 5.7). A topic that was made anew
 * begins again at 0: the reader would wait for ever for what is not to come, or take other outputs for those it knows. Pure and
 * not thread-safe.
 */
final class OutputOrder {
    private static final long UNKNOWN = -1;

    private final String topic;
    private final Cursor cursor;
    private final long[] next;
    private final boolean[] caughtUp;

    /** @param cursor where the reader goes on */
    OutputOrder(String topic, Cursor cursor) {
        this.topic = topic;
        this.cursor = cursor;
        this.next = new long[cursor.shards()];
        this.caughtUp = new boolean[cursor.shards()];
        Arrays.fill(next, UNKNOWN);
    }

    /**
     * The next output of a shard as it lies in the topic, whether or not the reader wants it.
     *
     * @throws CorrelationException when it does not follow the one before
     */
    void read(int shard, long sequence, long offset) throws CorrelationException {
        if (next[shard] != UNKNOWN && sequence != next[shard]) {
            throw wrong(
                    shard, "output " + shard + ":" + next[shard] + " at offset " + offset, "" + shard + ":" + sequence);
        }
        next[shard] = sequence + 1;
    }

    boolean isCaughtUp(int shard) {
        return caughtUp[shard];
    }

    /**
     * All that was there at the start has been read.
     *
     * @param whole the topic still has its beginning: nothing of it has been deleted by its age
     * @throws CorrelationException when it ends before the cursor
     */
    void caughtUp(int shard, boolean whole) throws CorrelationException {
        long wanted = cursor.next(shard);
        boolean aged = next[shard] == UNKNOWN && !whole;
        if (!aged && Math.max(0, next[shard]) < wanted) {
            String found =
                    next[shard] == UNKNOWN ? "none" : "output " + shard + ":" + (next[shard] - 1) + " as the last";
            throw wrong(shard, "output " + shard + ":" + (wanted - 1) + ", which the reader has stored", found);
        }
        next[shard] = Math.max(next[shard], wanted);
        caughtUp[shard] = true;
    }

    /**
     * Where the reader goes on.
     *
     * @param end where the partition ends
     * @throws CorrelationException when that is before
     */
    void starts(int shard, long offset, long end) throws CorrelationException {
        if (offset > end) {
            throw wrong(shard, "offset " + offset + ", up to which the reader has confirmed", "the end at " + end);
        }
    }

    private CorrelationException wrong(int shard, String expected, String found) {
        return new CorrelationException("partition " + shard + " of " + topic + " is not the one that the reader knows:"
                + " expected " + expected + ", found " + found + ". The topic was made anew, or the cursor is another"
                + " deployment's: put back what belongs together, or begin anew as in correlation.md 5.6");
    }
}
