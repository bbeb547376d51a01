package com.hookprobe.htp.core;

/** HTP 4: what all sessions of a process may hold for reassembly together. */
final class MemoryBudget {
    private final long max;
    private long used;

    MemoryBudget(long max) {
        this.max = max;
    }

    boolean tryTake(long bytes) {
        if (used + bytes > max) {
            return false;
        }
        used += bytes;
        return true;
    }

    void giveBack(long bytes) {
        used -= bytes;
    }

    long used() {
        return used;
    }
}
