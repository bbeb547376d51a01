package com.hookprobe.htp.core.recovery;

/**
 * Spreads packets over the round trip (RFC 9002 7.7): a bucket that fills with 1.25 windows per round trip and holds ten
 * packets, or what one millisecond brings in if that is more, because timers are no finer. Not thread-safe.
 */
final class Pacer {
    private static final int BURST_DATAGRAMS = 10;
    private static final long MILLISECOND_NS = 1_000_000;
    private static final long REFILL_MAX_NS = 1_000_000_000;

    private long datagram;
    private long tokens;
    private long lastNs;
    private boolean started;

    Pacer(int datagramBytes) {
        datagram = datagramBytes;
        tokens = BURST_DATAGRAMS * datagram;
    }

    void reset() {
        tokens = BURST_DATAGRAMS * datagram;
        started = false;
    }

    void datagramBytes(int bytes) {
        datagram = bytes;
    }

    /** When the next full packet may leave: now or later; then it may indeed. */
    long readyNs(long windowBytes, long rttNs, long nowNs) {
        refill(windowBytes, rttNs, nowNs);
        if (tokens >= datagram) {
            return nowNs;
        }
        // From the time that the tokens are of, rounded up: else the caller wakes a moment too soon, again and again.
        long scaledWindow = 5 * windowBytes;
        long neededNs = ((datagram - tokens) * 4 * rttNs + scaledWindow - 1) / scaledWindow;
        return Math.max(nowNs + 1, lastNs + neededNs);
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
            long capacity = Math.max(BURST_DATAGRAMS * datagram, MILLISECOND_NS * (5 * windowBytes) / (4 * rttNs));
            tokens = Math.min(capacity, tokens + gained);
        }
    }
}
