package com.hookprobe.htp.core;

/** The round trip time (RFC 9002 section 5), and the probe timeout made of it (6.2). */
final class RttEstimator {
    static final long INITIAL_NS = 333_000_000;
    static final long GRANULARITY_NS = 1_000_000;

    private long smoothedNs = INITIAL_NS;
    private long variationNs = INITIAL_NS / 2;
    private long latestNs = INITIAL_NS;
    private long minNs;
    private boolean sampled;

    void sample(long rttNs, long ackDelayNs) {
        latestNs = Math.max(rttNs, 1);
        if (!sampled) {
            sampled = true;
            minNs = latestNs;
            smoothedNs = latestNs;
            variationNs = latestNs / 2;
            return;
        }
        minNs = Math.min(minNs, latestNs);
        // RFC 9002 5.3: the delay counts only if it does not push the sample below the minimum.
        long delay = Math.min(ackDelayNs, AckTracker.DELAY_MAX_NS);
        long adjusted = latestNs >= minNs + delay ? latestNs - delay : latestNs;
        variationNs = (3 * variationNs + Math.abs(smoothedNs - adjusted)) / 4;
        smoothedNs = (7 * smoothedNs + adjusted) / 8;
    }

    boolean sampled() {
        return sampled;
    }

    long smoothedNs() {
        return smoothedNs;
    }

    /** After this time an unacknowledged packet with a later one acknowledged counts as lost (RFC 9002 6.1.2). */
    long lossDelayNs() {
        return Math.max(Math.max(smoothedNs, latestNs) * 9 / 8, GRANULARITY_NS);
    }

    long probeTimeoutNs() {
        return smoothedNs + Math.max(4 * variationNs, GRANULARITY_NS) + AckTracker.DELAY_MAX_NS;
    }
}
