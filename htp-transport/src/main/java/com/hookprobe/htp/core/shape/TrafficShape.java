package com.hookprobe.htp.core.shape;

import com.hookprobe.htp.TransmissionMode;
import java.util.random.RandomGenerator;

/**
 * The lengths and times of one session's packets (HTP 3.8). In GHOST a packet leaves in each of the slots of a Poisson
 * process: no gap depends on another, nor on what there is to send. Whoever sends asks {@link #slotNs} and tells {@link
 * #slotTaken}; in the other modes {@link #startNs} and {@link #silent}. Nanoseconds of one monotonic clock. Not thread-safe.
 */
public final class TrafficShape {
    /** HTP 3.8.2: bodies of BALANCED are multiples of this. */
    public static final int PAD_BYTES = 64;
    /** HTP 3.8.2: the longest that BALANCED waits before it begins. */
    public static final long JITTER_MAX_NS = 5_000_000L;
    /** HTP 3.10.2: so long data may wait for company. */
    public static final long BATCH_NS = 60_000_000_000L;
    /** Longer gaps are cut, one in 3,000: the peer should know how late an answer can be. */
    static final int GAP_MEANS_MAX = 8;

    private static final long SECOND_NS = 1_000_000_000L;
    /** A machine that stood still does not make up for more. */
    private static final long BEHIND_MAX_NS = SECOND_NS;

    private final RandomGenerator random;
    private TransmissionMode own = TransmissionMode.BURST;
    private TransmissionMode asked = TransmissionMode.BURST;
    private TransmissionMode mode = TransmissionMode.BURST;
    private int ownRate;
    private int askedRate;
    private long meanGapNs;
    private long slotNs = Long.MAX_VALUE;
    private long startNs = Long.MIN_VALUE;
    private boolean speaking;
    private boolean saving;

    /** Begins as BURST. */
    public TrafficShape(RandomGenerator random) {
        this.random = random;
    }

    /**
     * What our user wants.
     *
     * @param rate packets a second, for GHOST; at least 1
     */
    public void order(TransmissionMode mode, int rate, long nowNs) {
        own = mode;
        ownRate = rate;
        settle(nowNs);
    }

    /** What the peer wants, as far as we go along with it. */
    public void ask(TransmissionMode mode, int rate, long nowNs) {
        asked = mode;
        askedRate = rate;
        settle(nowNs);
    }

    /** The stronger of both wishes. */
    public TransmissionMode mode() {
        return mode;
    }

    /** True when what begins after a silence may have to wait. */
    public boolean delays() {
        return mode == TransmissionMode.BALANCED || saving;
    }

    /** HTP 3.10.2: what can wait leaves together. */
    public void saving(boolean value) {
        saving = value;
        // A message that is half sent goes on; if there is none, the next packet that is not there says so.
        hurry();
    }

    /** True while what can wait does. */
    public boolean saves() {
        return saving;
    }

    /** The network is used anyway, or something cannot wait: what waits goes too. */
    public void hurry() {
        speaking = true;
        startNs = Long.MIN_VALUE;
    }

    /** True when packets leave in slots and are all of one size. */
    public boolean ghost() {
        return slotNs != Long.MAX_VALUE;
    }

    /** Packets a second of ours: 0 but in GHOST. */
    public int rate() {
        return ghost() ? (int) (SECOND_NS / meanGapNs) : 0;
    }

    /** How long the peer may let us wait for an acknowledgement, beyond what it is told to; it shapes as we do. */
    public long answerDelayNs() {
        return ghost() ? GAP_MEANS_MAX / 2 * meanGapNs : 0;
    }

    /** The length that a body of so many bytes gets, at most the room that there is. */
    public int padded(int bodyBytes, int room) {
        return switch (mode) {
            case BURST -> bodyBytes;
            case BALANCED -> Math.min(room, (bodyBytes + PAD_BYTES - 1) / PAD_BYTES * PAD_BYTES);
            case GHOST -> room;
        };
    }

    /** The next slot of GHOST; {@link Long#MAX_VALUE} in other modes. */
    public long slotNs() {
        return slotNs;
    }

    /** A packet left in the slot, or could not. */
    public void slotTaken(long nowNs) {
        slotNs = Math.max(slotNs + gap(), nowNs - BEHIND_MAX_NS);
    }

    /** There is data to send: from when on it may leave. The first such call after {@link #silent} throws the dice. */
    public long startNs(long nowNs) {
        if (!speaking) {
            speaking = true;
            startNs = begin(nowNs);
        }
        return startNs;
    }

    /** Nothing is left to send. */
    public void silent() {
        speaking = false;
    }

    private long begin(long nowNs) {
        if (saving) {
            return nowNs + BATCH_NS;
        }
        return mode == TransmissionMode.BALANCED ? nowNs + random.nextLong(JITTER_MAX_NS + 1) : Long.MIN_VALUE;
    }

    private void settle(long nowNs) {
        hurry();
        mode = own.compareTo(asked) >= 0 ? own : asked;
        if (mode != TransmissionMode.GHOST) {
            slotNs = Long.MAX_VALUE;
            return;
        }
        int rate =
                Math.max(own == TransmissionMode.GHOST ? ownRate : 0, asked == TransmissionMode.GHOST ? askedRate : 0);
        meanGapNs = SECOND_NS / rate;
        slotNs = nowNs + gap();
    }

    private long gap() {
        // StrictMath: a seeded run is the same on every machine.
        double means = Math.min(-StrictMath.log(1 - random.nextDouble()), GAP_MEANS_MAX);
        return (long) (means * meanGapNs);
    }
}
