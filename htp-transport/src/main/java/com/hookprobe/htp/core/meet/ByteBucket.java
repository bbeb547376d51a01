package com.hookprobe.htp.core.meet;

/** Bytes per second with a burst of one second, in virtual time. Starts full. Not thread-safe. */
final class ByteBucket {
    private static final double SECOND_NS = 1e9;

    private final long bytesPerSecond;
    private double saved;
    private long lastNs;

    ByteBucket(long bytesPerSecond, long nowNs) {
        this.bytesPerSecond = bytesPerSecond;
        this.saved = bytesPerSecond;
        this.lastNs = nowNs;
    }

    /** True when so many bytes are there; nothing is taken. */
    boolean has(int bytes, long nowNs) {
        if (nowNs > lastNs) {
            saved = Math.min(bytesPerSecond, saved + (nowNs - lastNs) / SECOND_NS * bytesPerSecond);
            lastNs = nowNs;
        }
        return saved >= bytes;
    }

    void take(int bytes) {
        saved -= bytes;
    }
}
