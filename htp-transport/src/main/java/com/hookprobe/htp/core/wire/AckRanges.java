package com.hookprobe.htp.core.wire;

/**
 * What an ACK frame says: closed ranges of packet numbers, newest first, never touching. Filled again and again, so that
 * no object is made per packet. Not thread-safe.
 */
public final class AckRanges {
    /** HTP 4: "n u8 (&lt;=32)". */
    public static final int MAX = 32;

    private final long[] high = new long[MAX];
    private final long[] low = new long[MAX];
    private int count;
    private long delayMicros;
    private long echoMillis;

    /** Forgets the ranges and notes what belongs to the largest number. */
    public void begin(long newDelayMicros, long newEchoMillis) {
        count = 0;
        delayMicros = newDelayMicros;
        echoMillis = newEchoMillis;
    }

    /** Adds a range below the last one; false when there is no place. */
    public boolean add(long rangeHigh, long rangeLow) {
        if (count == MAX) {
            return false;
        }
        high[count] = rangeHigh;
        low[count] = rangeLow;
        count++;
        return true;
    }

    /** How many ranges there are; at least 1 in a frame. */
    public int count() {
        return count;
    }

    /** The largest number of range i. */
    public long high(int i) {
        return high[i];
    }

    /** The smallest number of range i. */
    public long low(int i) {
        return low[i];
    }

    /** The largest number of all. */
    public long largest() {
        return high[0];
    }

    /** How long the largest number waited at the receiver, in microseconds. */
    public long delayMicros() {
        return delayMicros;
    }

    /** The timestamp of the packet with the largest number, in milliseconds. */
    public long echoMillis() {
        return echoMillis;
    }
}
