package com.hookprobe.htp.core.recovery;

/**
 * The round trip time of a path (RFC 9002 section 5), and the two intervals made of it: the loss delay (6.1.2) and the
 * probe timeout (6.2.1). All times in nanoseconds. Not thread-safe.
 */
public final class RttEstimator {
    /** RFC 9002 6.2.2: what is assumed before the first sample. */
    public static final long INITIAL_NS = 333_000_000;

    /** RFC 9002 6.1.2: the timer granularity. */
    static final long GRANULARITY_NS = 1_000_000;

    /** A sample is cut to this, so that no sum or shift of times can overflow. */
    private static final long SAMPLE_MAX_NS = 60_000_000_000L;

    private long smoothedNs;
    private long variationNs;
    private long latestNs;
    private long minNs;
    private boolean sampled;

    /** Nothing known of the path. */
    public RttEstimator() {
        reset();
    }

    /** Forgets the path. */
    void reset() {
        smoothedNs = INITIAL_NS;
        variationNs = INITIAL_NS / 2;
        latestNs = INITIAL_NS;
        minNs = 0;
        sampled = false;
    }

    /**
     * The largest number of an ACK was acknowledged for the first time, rttNs after it left. The delay that the peer tells is
     * taken off whole, down to the smallest sample, where RFC 9002 5.3 takes off 25 ms at most: acknowledgements are said
     * again (HTP 4.8), so the first that arrives may be seconds old, and a path that loses much would seem to be slow.
     */
    void sample(long rttNs, long ackDelayNs) {
        long raw = Math.min(Math.max(rttNs, 1), SAMPLE_MAX_NS);
        minNs = sampled ? Math.min(minNs, raw) : raw;
        long least = sampled ? minNs : Math.min(raw, GRANULARITY_NS);
        latestNs = Math.max(raw - Math.min(Math.max(ackDelayNs, 0), raw), least);
        if (!sampled) {
            sampled = true;
            smoothedNs = latestNs;
            variationNs = latestNs / 2;
            return;
        }
        variationNs = (3 * variationNs + Math.abs(smoothedNs - latestNs)) / 4;
        smoothedNs = (7 * smoothedNs + latestNs) / 8;
    }

    /** False as long as all values are the initial ones. */
    public boolean sampled() {
        return sampled;
    }

    /** The smoothed round trip time; at least 1 once sampled. */
    public long smoothedNs() {
        return Math.max(smoothedNs, 1);
    }

    /** The mean deviation. */
    public long variationNs() {
        return variationNs;
    }

    /** The last sample, without the peer's delay. */
    public long latestNs() {
        return latestNs;
    }

    /** The smallest sample of this path, the peer's delay included; 0 before the first. */
    public long minNs() {
        return minNs;
    }

    /** After this time an unacknowledged packet with a later one acknowledged counts as lost (RFC 9002 6.1.2). */
    public long lossDelayNs() {
        return Math.max(Math.max(smoothedNs, latestNs) * 9 / 8, GRANULARITY_NS);
    }

    /** The probe timeout before any doubling (RFC 9002 6.2.1), with the peer's longest delay of 25 ms. */
    public long probeTimeoutNs() {
        return smoothedNs + Math.max(4 * variationNs, GRANULARITY_NS) + AckTracker.DELAY_MAX_NS;
    }
}
