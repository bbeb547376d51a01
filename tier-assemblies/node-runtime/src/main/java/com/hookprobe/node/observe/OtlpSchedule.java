package com.hookprobe.node.observe;

import java.util.random.RandomGenerator;

/**
 * When metrics are pushed next: each interval; after a failure sooner, twice as late each time, with jitter, and never later than the
 * interval, or than the collector asks for. Nothing is kept for later: each push has all there is, so that one that is lost costs a point
 * of the curve. Pure and not thread-safe; nanoseconds of a monotonic clock.
 */
public final class OtlpSchedule {
    private static final long FIRST_RETRY_NS = 1_000_000_000L;
    /** A collector may ask for patience, but not for ever. */
    private static final long ASKED_MAX_NS = 600_000_000_000L;

    private final long intervalNs;
    private final RandomGenerator random;
    private long backoffNs;
    private long nextNs;

    /** @param nowNs the first push is due within the interval from here, so that nodes that start together do not push together */
    public OtlpSchedule(long intervalNs, long nowNs, RandomGenerator random) {
        this.intervalNs = intervalNs;
        this.random = random;
        this.nextNs = nowNs + random.nextLong(intervalNs) + 1;
    }

    /** When the next push is due. */
    public long nextNs() {
        return nextNs;
    }

    /** It was taken, or refused in a way that another try would not change. */
    public void onDone(long nowNs) {
        backoffNs = 0;
        nextNs = nowNs + intervalNs;
    }

    /**
     * It was not taken, and may be later.
     *
     * @param askedNs for how long the collector asks to be left alone; 0 when it asks for nothing
     */
    public void onFailure(long nowNs, long askedNs) {
        backoffNs = backoffNs == 0 ? Math.min(FIRST_RETRY_NS, intervalNs) : Math.min(2 * backoffNs, intervalNs);
        long waitNs = backoffNs / 2 + random.nextLong(backoffNs / 2 + 1);
        nextNs = nowNs + Math.max(waitNs, Math.min(askedNs, ASKED_MAX_NS));
    }
}
