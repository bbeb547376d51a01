package com.hookprobe.notify.core;

/** So many messages an hour in the long run, and a few at once. */
final class TokenBucket {
    private static final double HOUR_NS = 3.6e12;

    private final double perNs;
    private final double most;
    private double tokens;
    private long lastNs;

    /** Full at the start. */
    TokenBucket(int perHour, int burst, long nowNs) {
        this.perNs = perHour / HOUR_NS;
        this.most = burst;
        this.tokens = burst;
        this.lastNs = nowNs;
    }

    boolean take(long nowNs) {
        tokens = Math.min(most, tokens + Math.max(0, nowNs - lastNs) * perNs);
        lastNs = nowNs;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
