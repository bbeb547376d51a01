package com.hookprobe.node.trust;

/**
 * So many bytes a second on the whole, with at most a second's worth saved up. What is taken once is taken whole, however long:
 * the debt is waited for. So any message passes, and the rate holds. Not thread-safe.
 */
final class ByteAllowance {
    private static final long SECOND_NS = 1_000_000_000L;

    private final long bytesPerSecond;
    /** Up to this moment everything that was allowed has been taken. */
    private long spentNs;

    ByteAllowance(long bytesPerSecond, long nowNs) {
        this.bytesPerSecond = bytesPerSecond;
        this.spentNs = nowNs - SECOND_NS;
    }

    /** Takes them, or nothing. */
    boolean take(int bytes, long nowNs) {
        long fromNs = Math.max(spentNs, nowNs - SECOND_NS);
        if (fromNs >= nowNs) {
            return false;
        }
        spentNs = fromNs + bytes * SECOND_NS / bytesPerSecond;
        return true;
    }
}
