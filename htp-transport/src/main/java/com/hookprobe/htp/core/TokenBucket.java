package com.hookprobe.htp.core;

/** A rate with a burst, in virtual time. Starts full. */
final class TokenBucket {
    private static final long SECOND_NS = 1_000_000_000L;

    private final long intervalNs;
    private final long capacityNs;
    /** Saved time: one token is worth intervalNs. */
    private long savedNs;

    private long lastNs;

    /** {@code count} tokens per {@code periodNs}. */
    TokenBucket(long count, long periodNs, int burst, long nowNs) {
        this.intervalNs = Math.max(1, periodNs / count);
        this.capacityNs = intervalNs * burst;
        this.savedNs = capacityNs;
        this.lastNs = nowNs;
    }

    static TokenBucket perSecond(int count, int burst, long nowNs) {
        return new TokenBucket(count, SECOND_NS, burst, nowNs);
    }

    boolean tryTake(long nowNs) {
        return tryTakeLeaving(0, nowNs);
    }

    /** Takes a token only if so many others are left. */
    boolean tryTakeLeaving(int tokens, long nowNs) {
        savedNs = Math.min(capacityNs, savedNs + Math.max(0, nowNs - lastNs));
        lastNs = Math.max(lastNs, nowNs);
        if (savedNs < intervalNs * (tokens + 1L)) {
            return false;
        }
        savedNs -= intervalNs;
        return true;
    }
}
