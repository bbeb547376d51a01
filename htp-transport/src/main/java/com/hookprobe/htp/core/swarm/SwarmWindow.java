package com.hookprobe.htp.core.swarm;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a sender has under way by several paths (HTP 3.8.6): no more than a receiver keeps of it, however far one path is behind
 * another. A message is under way until all its shares have arrived or failed. Not thread-safe.
 */
public final class SwarmWindow {
    /** So far may the newest message be ahead of the oldest that is under way. */
    public static final int MESSAGES_MAX = 512;
    /** Messages under way that are cut into shares. */
    public static final int SHARED_MAX = 32;
    /** Their bytes. */
    public static final long SHARED_BYTES_MAX = 2L << 20;

    /** A message under way. */
    public static final class Entry {
        private final int sharedBytes;
        private boolean done;

        private Entry(int sharedBytes) {
            this.sharedBytes = sharedBytes;
        }
    }

    /** From the oldest that is under way on, in their order. */
    private final Deque<Entry> entries = new ArrayDeque<>();

    private int shared;
    private long sharedBytes;

    /** True when one more message may go. */
    public boolean open() {
        return entries.size() < MESSAGES_MAX;
    }

    /** True when it may go as shares of which each is less than the whole. */
    public boolean openForShares(int messageBytes) {
        return shared < SHARED_MAX && (shared == 0 || sharedBytes + messageBytes <= SHARED_BYTES_MAX);
    }

    /**
     * A message goes.
     *
     * @param cutBytes its length if it is cut, or 0 when every path carries the whole
     */
    public Entry begin(int cutBytes) {
        Entry entry = new Entry(cutBytes);
        entries.addLast(entry);
        if (cutBytes > 0) {
            shared++;
            sharedBytes += cutBytes;
        }
        return entry;
    }

    /** All its shares have arrived or failed. */
    public void end(Entry entry) {
        if (entry.done) {
            return;
        }
        entry.done = true;
        if (entry.sharedBytes > 0) {
            shared--;
            sharedBytes -= entry.sharedBytes;
        }
        while (!entries.isEmpty() && entries.peekFirst().done) {
            entries.removeFirst();
        }
    }
}
