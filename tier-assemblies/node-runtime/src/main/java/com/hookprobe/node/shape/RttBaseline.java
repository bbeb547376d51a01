package com.hookprobe.node.shape;

/**
 * The usual round trip time of a path: the least of the last five to ten minutes, so that a longer path becomes the usual one in
 * time. Not thread-safe.
 */
final class RttBaseline {
    static final long SPAN_NS = 300_000_000_000L;
    /** Before so many readings there is no usual time. */
    static final int READINGS_MIN = 6;
    /** A smaller rise is a busy machine and says nothing about the path: on short paths half as much again is little. */
    static final long RISE_MIN_MICROS = 10_000;

    private long spanBeganNs;
    private long leastBefore = Long.MAX_VALUE;
    private long least = Long.MAX_VALUE;
    private int readings;

    /** A reading of a path that nothing of ours slows down; 0 is no reading. */
    void on(long rttMicros, long nowNs) {
        if (rttMicros <= 0) {
            return;
        }
        if (readings == 0) {
            spanBeganNs = nowNs;
        } else if (nowNs - spanBeganNs >= SPAN_NS) {
            leastBefore = nowNs - spanBeganNs < 2 * SPAN_NS ? least : Long.MAX_VALUE;
            least = Long.MAX_VALUE;
            spanBeganNs = nowNs;
        }
        least = Math.min(least, rttMicros);
        readings = Math.min(READINGS_MIN, readings + 1);
    }

    /** This time as a multiple of the usual one; 1 while nothing is known, and for a rise that is too small to count. */
    double slowness(long rttMicros) {
        long usual = Math.min(least, leastBefore);
        return readings < READINGS_MIN || rttMicros - usual < RISE_MIN_MICROS ? 1 : (double) rttMicros / usual;
    }
}
