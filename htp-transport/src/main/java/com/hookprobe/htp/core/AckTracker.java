package com.hookprobe.htp.core;

/**
 * Which packets of the peer arrived, as at most 32 ranges, and when to say so (HTP 4: every second ack-eliciting packet,
 * or after 25 ms, or at once when a gap shows or on request).
 */
final class AckTracker {
    static final long DELAY_MAX_NS = 25_000_000;

    private static final int RANGES_MAX = 32;
    private static final int ELICITING_PER_ACK = 2;
    private static final int U16_MAX = 0xffff;

    /** Closed ranges, newest first. */
    private final long[] high = new long[RANGES_MAX];

    private final long[] low = new long[RANGES_MAX];
    private int count;
    private long largestAtNs;
    private long largestTimestampMillis;
    private int elicitingUnacked;
    private long deadlineNs = Long.MAX_VALUE;

    void onPacket(long number, long timestampMillis, boolean eliciting, boolean atOnce, long nowNs) {
        boolean first = count == 0;
        boolean newest = first || number > high[0];
        boolean gap = first ? number > 0 : number != high[0] + 1;
        if (newest) {
            largestAtNs = nowNs;
            largestTimestampMillis = timestampMillis;
        }
        insert(number);
        if (!eliciting) {
            return;
        }
        elicitingUnacked++;
        if (atOnce || gap || elicitingUnacked >= ELICITING_PER_ACK) {
            deadlineNs = nowNs;
        } else {
            deadlineNs = Math.min(deadlineNs, nowNs + DELAY_MAX_NS);
        }
    }

    /** True when an ACK may be sent along with other frames. */
    boolean pending() {
        return deadlineNs != Long.MAX_VALUE;
    }

    /** When an ACK must be sent, or {@link Long#MAX_VALUE}. */
    long deadlineNs() {
        return deadlineNs;
    }

    /** The frame that says all; call {@link #sent} once it is in a packet. */
    Frame.Ack frame(long nowNs) {
        int usable = 1;
        while (usable < count
                && high[usable - 1] - low[usable - 1] < U16_MAX
                && low[usable - 1] - high[usable] - 1 <= U16_MAX) {
            usable++;
        }
        long[] highs = new long[usable];
        long[] lows = new long[usable];
        for (int i = 0; i < usable; i++) {
            highs[i] = high[i];
            lows[i] = Math.max(low[i], high[i] - U16_MAX + 1);
        }
        return new Frame.Ack(highs, lows, Math.max(0, nowNs - largestAtNs) / 1000, largestTimestampMillis);
    }

    void sent() {
        deadlineNs = Long.MAX_VALUE;
        elicitingUnacked = 0;
    }

    private void insert(long number) {
        int at = 0;
        while (at < count && low[at] > number + 1) {
            at++;
        }
        // Now range[at] is the first that the number could touch or lie above.
        if (at < count && number <= high[at] + 1 && number >= low[at] - 1) {
            high[at] = Math.max(high[at], number);
            low[at] = Math.min(low[at], number);
            if (at + 1 < count && high[at + 1] + 1 >= low[at]) {
                low[at] = low[at + 1];
                removeAt(at + 1);
            }
            return;
        }
        if (at >= RANGES_MAX) {
            return;
        }
        if (count == RANGES_MAX) {
            count--;
        }
        System.arraycopy(high, at, high, at + 1, count - at);
        System.arraycopy(low, at, low, at + 1, count - at);
        high[at] = number;
        low[at] = number;
        count++;
    }

    private void removeAt(int index) {
        System.arraycopy(high, index + 1, high, index, count - index - 1);
        System.arraycopy(low, index + 1, low, index, count - index - 1);
        count--;
    }
}
