package com.hookprobe.htp.core.message;

/**
 * HTP 4.5, receiving: the credit of a channel or of the session, cumulative: what was used, what was given back, what the
 * peer was told.
 *
 * <p>A window that the peer uses up within two round trips may be what limits it, for a peer that is limited by the
 * window alone uses it about once per round trip. Such a window doubles, and so ends between one and two times the
 * product of rate and delay. It never shrinks: that would take back what was granted.
 */
final class CreditWindow {
    private final long maxSize;
    private long size;
    private long used;
    private long returned;
    private long announced;
    /** Where the use that is being measured began. */
    private long markUsed;

    private long markNs;

    CreditWindow(long size, long maxSize) {
        this.size = size;
        this.maxSize = maxSize;
        this.announced = size;
    }

    boolean covers(long cost) {
        return used + cost <= announced;
    }

    /**
     * A message began.
     *
     * @param rttNs the smoothed round trip
     * @param growthMax how much larger the window may become
     */
    void use(long cost, long nowNs, long rttNs, long growthMax) {
        if (used == 0) {
            markNs = nowNs;
        }
        used += cost;
        if (used - markUsed < size) {
            return;
        }
        long larger = Math.min(2 * size, maxSize);
        if (nowNs - markNs <= 2 * rttNs && larger - size <= growthMax) {
            size = larger;
        }
        markUsed = used;
        markNs = nowNs;
    }

    void giveBack(long cost) {
        returned += cost;
    }

    /** True when the peer may be told of a quarter of the window or more. */
    boolean worthAnnouncing() {
        return returned + size - announced >= size / 4;
    }

    /** The newest credit; from now on the peer may use it. */
    long announce() {
        announced = returned + size;
        return announced;
    }

    long size() {
        return size;
    }

    /** Bytes used and not given back. */
    long held() {
        return used - returned;
    }
}
