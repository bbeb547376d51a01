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

    /** The largest number of an ACK was acknowledged for the first time, rttNs after it left. */
    void sample(long rttNs, long ackDelayNs) {
        latestNs = Math.min(Math.max(rttNs, 1), SAMPLE_MAX_NS);
        if (!sampled) {
            sampled = true;
            minNs = latestNs;
            smoothedNs = latestNs;
            variationNs = latestNs / 2;
            return;
        }
        minNs = Math.min(minNs, latestNs);
        // RFC 9002 5.3: the delay counts only if it does not push the sample below the minimum.
        long delay = Math.min(Math.max(ackDelayNs, 0), AckTracker.DELAY_MAX_NS);
        long adjusted = latestNs >= minNs + delay ? latestNs - delay : latestNs;
        variationNs = (3 * variationNs + Math.abs(smoothedNs - adjusted)) / 4;
        smoothedNs = (7 * smoothedNs + adjusted) / 8;
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

    /** The last sample, the peer's delay included. */
    public long latestNs() {
        return latestNs;
    }

    /** The smallest sample of this path; 0 before the first. */
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
