package com.hookprobe.htp.core;

import java.util.random.RandomGenerator;

/**
 * When an initiator speaks although it has nothing to say (HTP 3.4.10). Two reasons: a NAT forgets who is silent; and who
 * only listens does not notice that its NAT gave it another address, so the peer goes on sending to the old one. So the
 * longest silence is the heartbeat, irregular so that it is no fingerprint; and when data stops coming, heartbeats ask after
 * 1, 2, 4, 8 and 16 seconds whether that is meant.
 */
final class Heartbeats {
    static final long FIRST_QUESTION_NS = 1_000_000_000L;
    static final long LAST_QUESTION_NS = 16_000_000_000L;

    private final boolean enabled;
    private final RandomGenerator random;
    private long intervalNs;
    /** The end of the longest silence, from our last packet that must be answered. */
    private long silenceEndsNs = Long.MAX_VALUE;

    private long fromNs = Long.MIN_VALUE;
    private long questionNs = Long.MAX_VALUE;
    private long gapNs = Long.MAX_VALUE;

    /** A responder is not enabled: it has no NAT to keep open, and its idle timeout sees a dead initiator. */
    Heartbeats(boolean enabled, long intervalNs, RandomGenerator random) {
        this.enabled = enabled;
        this.intervalNs = intervalNs;
        this.random = random;
    }

    /** The longest silence from the next packet on. */
    void interval(long silenceNs) {
        intervalNs = silenceNs;
    }

    /** Data came. */
    void onData(long nowNs) {
        if (enabled) {
            gapNs = FIRST_QUESTION_NS;
            questionNs = nowNs + gapNs;
        }
    }

    /** Our last packet that must be answered left then. */
    void onSent(long elicitingNs) {
        if (enabled && elicitingNs != fromNs) {
            fromNs = elicitingNs;
            // HTP 3.4: "Heartbeat 30 s max: uniform 24-30 s when idle"
            silenceEndsNs = elicitingNs + intervalNs - random.nextLong(intervalNs / 5 + 1);
        }
    }

    long dueNs() {
        return Math.min(silenceEndsNs, questionNs);
    }

    /** True once for each heartbeat that is due. */
    boolean take(long nowNs) {
        if (nowNs < dueNs()) {
            return false;
        }
        if (nowNs >= questionNs) {
            gapNs *= 2;
            questionNs = gapNs > Math.min(LAST_QUESTION_NS, intervalNs) ? Long.MAX_VALUE : nowNs + gapNs;
        }
        silenceEndsNs = Long.MAX_VALUE;
        return true;
    }
}
