package com.hookprobe.htp.file.core;

/**
 * Holds the bytes of one node to a rate: every chunk gets a time, in the order asked, so that of many transfers none
 * starves. Nothing is saved up: after a rest one chunk moves at once, and no more.
 */
final class BytePace {
    private static final long SECOND_NS = 1_000_000_000L;

    private long bytesPerSecond;
    private long freeNs;

    /** 0 for no bound. */
    void rate(long bytesPerSecondMax) {
        bytesPerSecond = bytesPerSecondMax;
    }

    /** A window that a sender may fill at once is no larger than what may move in a second. */
    int windowBytes(int mostBytes) {
        return bytesPerSecond == 0 ? mostBytes : (int) Math.min(mostBytes, bytesPerSecond);
    }

    /** When that chunk may move: now, or later. At most {@link ChunkPlan#CHUNK_SIZE_MAX} bytes, so nothing overflows. */
    long reserve(int bytes, long nowNs) {
        if (bytesPerSecond == 0) {
            return nowNs;
        }
        long turnNs = Math.max(freeNs, nowNs);
        freeNs = turnNs + bytes * SECOND_NS / bytesPerSecond;
        return turnNs;
    }
}
