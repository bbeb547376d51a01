package com.hookprobe.htp.core.message;

import com.hookprobe.htp.ChannelConfig;

/**
 * HTP 4.6: what all sessions of a machine may hold of partial and waiting messages together. One owner thread.
 *
 * <p>A message that waits for an earlier one of its channel gives its memory back only after that one came. Were all
 * memory held by such messages, those they wait for could never begin, and nothing would ever move again. So a part is
 * kept for messages that are delivered as soon as they are whole.
 */
public final class MemoryBudget {
    private static final int RESERVE_PART = 8;

    /** HTP 4.6: a session holds at most that part of what is free. */
    private static final int SHARE_PART = 8;
    /** HTP 4.6: or so much, whatever is free: a message that waits for another, and the other. */
    private static final long SHARE_MIN = 2 * Frame.cost(ChannelConfig.MESSAGE_BYTES_MAX);

    /** HTP 4.6: so much beyond the rest is for urgent channels: new keys and alerts. */
    private final long urgentMax;

    private final long max;
    private final long reserve;
    private long used;
    private long urgentUsed;

    public MemoryBudget(long maxBytes) {
        this.max = maxBytes;
        this.urgentMax = maxBytes / RESERVE_PART;
        this.reserve = Math.max(maxBytes / RESERVE_PART, Frame.cost(ChannelConfig.MESSAGE_BYTES_MAX));
    }

    /** What a new session takes its memory through. */
    MemoryShare share() {
        return new MemoryShare(this);
    }

    /** How much one session may hold now. */
    long shareMax() {
        return Math.max(free() / SHARE_PART, SHARE_MIN);
    }

    /** Takes that many bytes, or none and says false. */
    boolean tryTake(long bytes) {
        if (bytes > max - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    /** As {@link #tryTake}, but never of the part that is kept for what is delivered when it is whole. */
    boolean tryTakeForWaiting(long bytes) {
        return bytes <= max - used - reserve && tryTake(bytes);
    }

    /** As {@link #tryTake}, of what is kept for urgent channels. */
    boolean tryTakeForUrgent(long bytes) {
        if (bytes > urgentMax - urgentUsed) {
            return false;
        }
        urgentUsed += bytes;
        return true;
    }

    void giveBackUrgent(long bytes) {
        urgentUsed -= bytes;
    }

    /** Gives back what was taken. */
    void giveBack(long bytes) {
        used -= bytes;
    }

    /** Bytes taken and not given back. */
    public long used() {
        return used + urgentUsed;
    }

    /** Bytes that could be taken now. */
    public long free() {
        return max - used;
    }
}
