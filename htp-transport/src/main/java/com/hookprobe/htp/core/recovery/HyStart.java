package com.hookprobe.htp.core.recovery;

/**
 * HyStart++ (RFC 9406): ends the first slow start when the round trip time grows, before a queue overflows. The growth of
 * one round over the round before starts "conservative slow start", a quarter of the speed; if the round trip time falls
 * again, the signal was spurious and slow start resumes; after five such rounds slow start is over. The limit L of growth
 * per ACK is infinite, as RFC 9406 4.3 has it for senders that pace. Not thread-safe.
 */
final class HyStart {
    private static final long RTT_THRESHOLD_MIN_NS = 4_000_000;
    private static final long RTT_THRESHOLD_MAX_NS = 16_000_000;
    private static final int RTT_DIVISOR = 8;
    private static final int RTT_SAMPLES = 8;
    private static final int GROWTH_DIVISOR = 4;
    private static final int CONSERVATIVE_ROUNDS = 5;

    private static final long NONE = Long.MAX_VALUE;

    private long roundEnd;
    private long lastRoundMinNs;
    private long roundMinNs;
    private int samples;
    private long baselineNs;
    private int conservativeRounds;

    HyStart() {
        reset();
    }

    void reset() {
        roundEnd = NONE;
        lastRoundMinNs = NONE;
        roundMinNs = NONE;
        samples = 0;
        baselineNs = NONE;
        conservativeRounds = 0;
    }

    boolean conservative() {
        return baselineNs != NONE;
    }

    /** How much of what was acknowledged the window grows by. */
    double growth(long bytes) {
        return conservative() ? (double) bytes / GROWTH_DIVISOR : bytes;
    }

    /** Takes an ACK in; true when slow start is over. */
    boolean onAck(long rttNs, long largestAcked, long nextNumber) {
        if (roundEnd == NONE) {
            roundEnd = nextNumber;
        }
        if (rttNs > 0) {
            roundMinNs = Math.min(roundMinNs, rttNs);
            samples++;
            if (samples >= RTT_SAMPLES) {
                judge();
            }
        }
        if (largestAcked < roundEnd) {
            return false;
        }
        roundEnd = nextNumber;
        lastRoundMinNs = roundMinNs;
        roundMinNs = NONE;
        samples = 0;
        if (!conservative()) {
            return false;
        }
        conservativeRounds++;
        return conservativeRounds >= CONSERVATIVE_ROUNDS;
    }

    private void judge() {
        if (conservative()) {
            if (roundMinNs < baselineNs) {
                baselineNs = NONE;
                conservativeRounds = 0;
            }
        } else if (lastRoundMinNs != NONE) {
            long threshold =
                    Math.max(RTT_THRESHOLD_MIN_NS, Math.min(lastRoundMinNs / RTT_DIVISOR, RTT_THRESHOLD_MAX_NS));
            if (roundMinNs >= lastRoundMinNs + threshold) {
                baselineNs = roundMinNs;
            }
        }
    }
}
