package com.hookprobe.htp.core.recovery;

import com.hookprobe.htp.core.wire.AckRanges;

/**
 * Which packets of the peer arrived, as at most 32 ranges, and when to say so (HTP 4.8): every second ack-eliciting packet,
 * or after 25 ms, or at once when a gap shows or on request.
 *
 * <p>Above 50 Mbit/s every tenth packet is enough: there acknowledgements are what costs the receiver most (arXiv
 * 2310.09423), and ten packets take about 2 ms, so the delay falls to that; a sender whose window is less than ten packets
 * then waits no longer. A gap is told at once all the same. Not thread-safe.
 */
public final class AckTracker {
    /** The longest that an acknowledgement waits; senders know it (RFC 9002 6.2.1, max_ack_delay). */
    public static final long DELAY_MAX_NS = 25_000_000;

    private static final long FAST_DELAY_MAX_NS = 2_000_000;
    private static final int ELICITING_PER_ACK = 2;
    private static final int FAST_ELICITING_PER_ACK = 10;

    private static final long RATE_INTERVAL_NS = 10_000_000;
    /** 50 Mbit/s are one byte in 160 ns. */
    private static final long FAST_NS_PER_BYTE = 160;

    private static final int U16_MAX = 0xffff;
    /**
     * How often a range is told. Lost numbers never come again, so without an end every gap would stay in every ACK; that
     * all of so many are lost is rarer than any other cause of a needless retransmission.
     */
    private static final int TOLD_MAX = 16;

    /** Closed ranges, newest first. */
    private final long[] high = new long[AckRanges.MAX];

    private final long[] low = new long[AckRanges.MAX];
    private final byte[] told = new byte[AckRanges.MAX];
    private int count;
    private long largestAtNs;
    private long largestTimestampMillis;
    private int elicitingUnacked;
    private long deadlineNs = Long.MAX_VALUE;
    private boolean fast;
    private boolean rateStarted;
    private long rateStartNs;
    private long rateBytes;

    /** Nothing arrived yet. */
    public AckTracker() {}

    /**
     * A packet is authentic, new, and taken in.
     *
     * @param timestampMillis its timestamp, to be echoed
     * @param bytes the length of its datagram
     * @param eliciting whether it wants an acknowledgement
     * @param atOnce whether it wants it without delay; counts only if eliciting
     */
    public void onPacket(long number, long timestampMillis, int bytes, boolean eliciting, boolean atOnce, long nowNs) {
        boolean gap = count == 0 ? number > 0 : number != high[0] + 1;
        if (count == 0 || number > high[0]) {
            largestAtNs = nowNs;
            largestTimestampMillis = timestampMillis;
        }
        insert(number);
        measure(bytes, nowNs);
        if (!eliciting) {
            return;
        }
        elicitingUnacked++;
        if (atOnce || gap || elicitingUnacked >= (fast ? FAST_ELICITING_PER_ACK : ELICITING_PER_ACK)) {
            deadlineNs = Math.min(deadlineNs, nowNs);
        } else {
            deadlineNs = Math.min(deadlineNs, nowNs + (fast ? FAST_DELAY_MAX_NS : DELAY_MAX_NS));
        }
    }

    /** True when an ACK may be sent along with other frames. */
    public boolean pending() {
        return deadlineNs != Long.MAX_VALUE;
    }

    /** When an ACK must be sent, or {@link Long#MAX_VALUE}. */
    public long deadlineNs() {
        return deadlineNs;
    }

    /** Says all in these ranges; only after a first packet. Call {@link #sent} once they are in a packet. */
    public void fill(AckRanges into, long nowNs) {
        into.begin(Math.max(0, nowNs - largestAtNs) / 1000, largestTimestampMillis);
        for (int i = 0; i < count; i++) {
            boolean whole = high[i] - low[i] < U16_MAX;
            into.add(high[i], whole ? low[i] : high[i] - U16_MAX + 1);
            // Length and gap are u16: what lies below one that is larger cannot be said.
            if (!whole || (i + 1 < count && low[i] - high[i + 1] - 1 > U16_MAX)) {
                return;
            }
        }
    }

    /** What {@link #fill} said is on its way. */
    public void sent() {
        deadlineNs = Long.MAX_VALUE;
        elicitingUnacked = 0;
        for (int i = 1; i < count; i++) {
            told[i] = (byte) Math.min(told[i] + 1, TOLD_MAX);
        }
        while (count > 1 && told[count - 1] >= TOLD_MAX) {
            count--;
        }
    }

    private void measure(int bytes, long nowNs) {
        if (!rateStarted) {
            rateStarted = true;
            rateStartNs = nowNs;
            return;
        }
        rateBytes += bytes;
        long elapsed = nowNs - rateStartNs;
        if (elapsed >= RATE_INTERVAL_NS) {
            fast = rateBytes * FAST_NS_PER_BYTE > elapsed;
            rateStartNs = nowNs;
            rateBytes = 0;
        }
    }

    private void insert(long number) {
        if (count > 0 && number == high[0] + 1) {
            high[0] = number;
            return;
        }
        int at = 0;
        while (at < count && low[at] > number + 1) {
            at++;
        }
        // Now range[at] is the first that the number could touch or lie above.
        if (at < count && number <= high[at] + 1 && number >= low[at] - 1) {
            extend(at, number);
        } else if (at < AckRanges.MAX) {
            open(at, number);
        }
    }

    private void extend(int at, long number) {
        if (number < low[at] || number > high[at]) {
            high[at] = Math.max(high[at], number);
            low[at] = Math.min(low[at], number);
            told[at] = 0;
        }
        if (at + 1 < count && high[at + 1] + 1 >= low[at]) {
            low[at] = low[at + 1];
            move(at + 2, at + 1);
            count--;
        }
    }

    /** A range of one number; the oldest is forgotten when there are too many. */
    private void open(int at, long number) {
        if (count == AckRanges.MAX) {
            count--;
        }
        count++;
        move(at, at + 1);
        high[at] = number;
        low[at] = number;
        told[at] = 0;
    }

    private void move(int from, int to) {
        int length = Math.min(count, AckRanges.MAX) - Math.max(from, to);
        if (length > 0) {
            System.arraycopy(high, from, high, to, length);
            System.arraycopy(low, from, low, to, length);
            System.arraycopy(told, from, told, to, length);
        }
    }
}
