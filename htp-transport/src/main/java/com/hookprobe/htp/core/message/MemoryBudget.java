package com.hookprobe.htp.core.message;

/** HTP 4.6: what all sessions of a machine may hold of partial and waiting messages together. One owner thread. */
public final class MemoryBudget {
    private final long max;
    private long used;

    public MemoryBudget(long maxBytes) {
        this.max = maxBytes;
    }

    /** Takes that many bytes, or none and says false. */
    public boolean tryTake(long bytes) {
        if (bytes > max - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    /** Gives back what was taken. */
    public void giveBack(long bytes) {
        used -= bytes;
    }

    /** Bytes taken and not given back. */
    public long used() {
        return used;
    }

    /** Bytes that could be taken now. */
    public long free() {
        return max - used;
    }
}
