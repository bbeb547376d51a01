package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Wire;

/**
 * Spreads packets over the round trip (RFC 9002 7.7): a bucket that fills with 1.25 windows per round trip and holds ten
 * packets, or what one millisecond brings in if that is more, because timers are no finer.
 */
final class Pacer {
    private static final long BURST = 10L * Wire.DATAGRAM_BYTES;
    private static final long MILLISECOND_NS = 1_000_000;
    private static final long REFILL_MAX_NS = 1_000_000_000;

    private long tokens = BURST;
    private long lastNs;
    private boolean started;

    /** When the next full packet may leave: now or later. */
    long readyNs(long windowBytes, long rttNs, long nowNs) {
        refill(windowBytes, rttNs, nowNs);
        if (tokens >= Wire.DATAGRAM_BYTES) {
            return nowNs;
        }
        long missing = Wire.DATAGRAM_BYTES - tokens;
        return nowNs + Math.max(1, missing * 4 * rttNs / (5 * windowBytes));
    }

    void onSent(int bytes) {
        tokens -= bytes;
    }

    private void refill(long windowBytes, long rttNs, long nowNs) {
        if (!started) {
            started = true;
            lastNs = nowNs;
            return;
        }
        long elapsed = Math.min(nowNs - lastNs, REFILL_MAX_NS);
        long gained = elapsed * (5 * windowBytes) / (4 * rttNs);
        if (gained > 0) {
            // Time that was too short for a whole byte is kept for the next call.
            lastNs = nowNs;
            long capacity = Math.max(BURST, MILLISECOND_NS * (5 * windowBytes) / (4 * rttNs));
            tokens = Math.min(capacity, tokens + gained);
        }
    }
}
