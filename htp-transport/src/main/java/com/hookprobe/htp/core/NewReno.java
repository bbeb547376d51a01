package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Wire;

/** The congestion window (RFC 9002 section 7), in bytes. */
final class NewReno {
    private static final long SEGMENT = Wire.DATAGRAM_BYTES;
    private static final long INITIAL = 10 * SEGMENT;
    private static final long MIN = 2 * SEGMENT;
    private static final long MAX = 16L << 20;

    private long window = INITIAL;
    private long threshold = Long.MAX_VALUE;
    private long recoveryStartNs = Long.MIN_VALUE;

    long window() {
        return window;
    }

    boolean slowStart() {
        return window < threshold;
    }

    void onAcked(long bytes, long sentNs) {
        if (sentNs <= recoveryStartNs) {
            return;
        }
        window = Math.min(MAX, window + (slowStart() ? bytes : Math.max(1, SEGMENT * bytes / window)));
    }

    /** Halves once per round trip: losses of packets sent before the last reduction are old news. */
    void onLost(long sentNs, long nowNs) {
        if (sentNs <= recoveryStartNs) {
            return;
        }
        recoveryStartNs = nowNs;
        threshold = Math.max(window / 2, MIN);
        window = threshold;
    }

    void onPersistentCongestion() {
        window = MIN;
        recoveryStartNs = Long.MIN_VALUE;
    }
}
