package com.hookprobe.htp.core.recovery;

import com.hookprobe.htp.core.wire.AckRanges;
import java.util.function.Supplier;

/**
 * Loss detection and probing (RFC 9002 section 6), with congestion control and a pacer. Packets are found lost by a later
 * one being acknowledged (three numbers or 9/8 round trips later); when nothing at all comes back, probes are wanted. A
 * packet number is never used again: what was lost leaves in a new packet.
 *
 * <p>A lost packet that is acknowledged after all is no longer known here and is passed over: the content has left again,
 * and the window is not given back (RFC 9002 does not ask for it).
 *
 * <p>How a session uses it: {@link #obtain}, fill the contents, {@link #onSent}; while {@link #windowOpen} and {@link
 * #pacedNs} is not later than now. {@link #takeProbes} packets may leave regardless of both. {@link #onTimer} when {@link
 * #deadlineNs} has come; after it, and after {@link #onAck}, the deadline is later than now, or there is something to do
 * in the next call: no call leaves all as it was. Times are nanoseconds of one monotonic clock and never go back. Not
 * thread-safe.
 *
 * @param <T> what a packet carried
 */
public final class LossRecovery<T> {
    /** Told what became of packets. It must not call back; the packet is its to read during the call only. */
    public interface Listener<T> {
        /** It arrived. */
        void onAcked(FlightPacket<T> packet);

        /** Its content must be sent again, if it still matters. */
        void onLost(FlightPacket<T> packet);

        /**
         * Its content should be sent again as a probe; it stays in flight and may be acknowledged yet.
         *
         * @return false if it carried nothing that matters: then a later packet is named in its place
         */
        boolean onProbe(FlightPacket<T> packet);
    }

    /** A window of 16 MiB is 14,000 full packets; with tiny ones this is the end. */
    public static final int PACKETS_MAX = 1 << 15;

    private static final long PACKET_THRESHOLD = 3;
    /** A probe interval never doubles beyond this, so that a path that comes back is noticed soon. */
    private static final long PROBE_INTERVAL_MAX_NS = 3_000_000_000L;

    private static final int PROBES = 2;
    private static final int PERSISTENT_PROBE_TIMEOUTS = 3;

    private static final long NONE = Long.MAX_VALUE;

    private final Flight<T> flight;
    private final RttEstimator rtt = new RttEstimator();
    private final CongestionControl congestion;
    private final Pacer pacer;
    private int datagramBytes;
    private long inFlightBytes;
    private long lastNumber = -1;
    private long largestAcked = -1;
    private long lastElicitingNs;
    private long lossTimeNs = NONE;
    private int probeCount;
    private int probesWanted;
    private long lost;
    /** True when the last attempts to send filled the window or waited for the pacer (RFC 9002 7.8). */
    private boolean windowUsed;
    /** Packets before this one belong to an earlier path: not in its bytes in flight, and no RTT sample. */
    private long pathStart;
    /** Packets before this one were sent before the last congestion event: they neither grow nor shrink the window. */
    private long eventEnd;
    /** When the first packet of the unbroken run of losses left that loss detection is in. */
    private long lostRunNs = NONE;

    private long firstSampleNs = NONE;
    private long ackedBytes;
    private long sampleNs;
    private long answerDelayNs;

    /**
     * Nothing sent yet.
     *
     * @param contents makes the contents of a packet; called when the pool is empty
     * @param congestion is reset to the initial window
     * @param datagramBytes the largest datagram that is sent
     */
    public LossRecovery(Supplier<T> contents, CongestionControl congestion, int datagramBytes) {
        this.flight = new Flight<>(contents);
        this.congestion = congestion;
        this.datagramBytes = datagramBytes;
        this.pacer = new Pacer(datagramBytes);
        congestion.reset(datagramBytes);
    }

    /** A packet from the pool; the caller clears its contents. */
    public FlightPacket<T> obtain() {
        return flight.obtain();
    }

    /** A packet that was obtained and not sent. */
    public void giveBack(FlightPacket<T> unused) {
        flight.giveBack(unused);
    }

    /**
     * An ack-eliciting packet left.
     *
     * @param number larger than all before, though not always by one
     * @param bytes the length of its datagram
     * @param mtuProbe whether its loss is no sign of congestion
     * @throws IllegalArgumentException if the number is not larger
     */
    public void onSent(FlightPacket<T> packet, long number, int bytes, boolean mtuProbe, long nowNs) {
        if (number <= lastNumber) {
            throw new IllegalArgumentException("packet " + number + " after " + lastNumber);
        }
        if (inFlightBytes == 0) {
            congestion.onRestart(nowNs);
        }
        packet.number = number;
        packet.sentNs = nowNs;
        packet.bytes = bytes;
        packet.mtuProbe = mtuProbe;
        packet.acked = false;
        if (probeCount == 0 || flight.isEmpty()) {
            // While an answer is waited for, what else is sent (a heartbeat, say) must not put off the next probes.
            lastElicitingNs = nowNs;
        }
        flight.add(packet);
        lastNumber = number;
        inFlightBytes += bytes;
        pacer.onSent(bytes);
        if (!windowOpen()) {
            windowUsed = true;
        }
    }

    /**
     * The peer says what it has: acknowledges, takes the round trip time, lets the window grow, then detects losses.
     *
     * @param nextNumber the number of the next packet, ack-eliciting or not
     * @return false if it acknowledges what was never sent (HTP 4.1: CLOSE 2); then nothing is changed
     */
    public boolean onAck(AckRanges ack, long nextNumber, long nowNs, Listener<T> listener) {
        if (ack.count() == 0) {
            return true;
        }
        if (ack.largest() >= nextNumber) {
            return false;
        }
        // RFC 9002 7.8: "When bytes in flight is smaller than the congestion window and sending is not pacing limited,
        // the
        // congestion window is underutilized", and then it SHOULD NOT grow. Nearly full counts as used.
        long window = congestion.windowBytes();
        boolean used = windowUsed
                || (congestion.slowStart()
                        ? inFlightBytes * 2 >= window
                        : inFlightBytes + 3L * datagramBytes >= window);
        largestAcked = Math.max(largestAcked, ack.largest());
        ackedBytes = 0;
        sampleNs = 0;
        boolean any = false;
        for (int i = 0; i < ack.count() && !flight.isEmpty() && ack.high(i) >= flight.get(0).number; i++) {
            any |= acknowledge(ack, i, nowNs, listener);
        }
        if (any) {
            probeCount = 0;
            congestion.onAck(used ? ackedBytes : 0, sampleNs, rtt.smoothedNs(), largestAcked, lastNumber + 1, nowNs);
        }
        detectLost(nowNs, listener);
        if (inFlightBytes == 0) {
            windowUsed = false;
        }
        return true;
    }

    private boolean acknowledge(AckRanges ack, int range, long nowNs, Listener<T> listener) {
        boolean any = false;
        long high = ack.high(range);
        int size = flight.size();
        for (int at = flight.firstFrom(ack.low(range)); at < size; at++) {
            FlightPacket<T> packet = flight.get(at);
            if (packet.number > high) {
                break;
            }
            if (packet.acked) {
                continue;
            }
            packet.acked = true;
            any = true;
            if (packet.number >= pathStart) {
                inFlightBytes -= packet.bytes;
                if (packet.number == ack.largest()) {
                    takeSample(packet, ack.delayMicros() * 1000, nowNs);
                }
            }
            if (packet.number >= eventEnd) {
                ackedBytes += packet.bytes;
            }
            listener.onAcked(packet);
        }
        return any;
    }

    private void takeSample(FlightPacket<T> packet, long delayNs, long nowNs) {
        sampleNs = Math.max(1, nowNs - packet.sentNs);
        rtt.sample(sampleNs, delayNs);
        if (firstSampleNs == NONE) {
            firstSampleNs = nowNs;
        }
    }

    /**
     * Takes out what is decided: acknowledged packets that are at the front, and lost ones. As both conditions of loss are
     * monotone in the order of sending, all lost ones come before the first that is not.
     */
    private void detectLost(long nowNs, Listener<T> listener) {
        lossTimeNs = NONE;
        long lossDelayNs = rtt.lossDelayNs();
        boolean event = false;
        boolean persistent = false;
        while (!flight.isEmpty()) {
            FlightPacket<T> packet = flight.get(0);
            if (packet.acked) {
                // RFC 9002 7.6.2: a run of losses is unbroken when "none of the packets sent between" is acknowledged.
                lostRunNs = NONE;
                flight.removeFirst();
                continue;
            }
            if (packet.number > largestAcked) {
                break;
            }
            if (packet.number > largestAcked - PACKET_THRESHOLD && packet.sentNs + lossDelayNs > nowNs) {
                lossTimeNs = packet.sentNs + lossDelayNs;
                break;
            }
            boolean here = packet.number >= pathStart;
            if (here) {
                inFlightBytes -= packet.bytes;
            }
            if (!packet.mtuProbe) {
                lost++;
                event |= packet.number >= eventEnd;
                persistent |= here && extendsRun(packet);
            }
            listener.onLost(packet);
            flight.removeFirst();
        }
        if (event) {
            eventEnd = lastNumber + 1;
            congestion.onCongestion(nowNs);
        }
        if (persistent) {
            lostRunNs = NONE;
            eventEnd = pathStart;
            congestion.onPersistentCongestion();
        }
    }

    /** True when the run is so long that it is persistent congestion; it starts after the first sample (RFC 9002 7.6.2). */
    private boolean extendsRun(FlightPacket<T> packet) {
        if (packet.sentNs < firstSampleNs) {
            return false;
        }
        if (lostRunNs == NONE) {
            lostRunNs = packet.sentNs;
        }
        return packet.sentNs - lostRunNs > PERSISTENT_PROBE_TIMEOUTS * probeTimeoutNs();
    }

    /**
     * When {@link #onTimer} has something to do, or {@link Long#MAX_VALUE}: the loss time if there is one, else one probe
     * interval after the last ack-eliciting packet (RFC 9002 6.2.1).
     */
    public long deadlineNs() {
        if (lossTimeNs != NONE) {
            return lossTimeNs;
        }
        return flight.isEmpty() ? NONE : lastElicitingNs + probeIntervalNs();
    }

    /**
     * Declares lost what the time has come for; or, when nothing came back at all, wants two probes and names the oldest
     * packets for them. Probes are wanted even if there is nothing to name: then any ack-eliciting packet will do. Before
     * the deadline it does nothing.
     */
    public void onTimer(long nowNs, Listener<T> listener) {
        if (nowNs < deadlineNs()) {
            return;
        }
        if (lossTimeNs != NONE) {
            detectLost(nowNs, listener);
            if (inFlightBytes == 0) {
                windowUsed = false;
            }
            return;
        }
        probeCount++;
        probesWanted = PROBES;
        // The next deadline is later than now even if the caller has no packet to send.
        lastElicitingNs = nowNs;
        int named = 0;
        for (int at = 0; at < flight.size() && named < PROBES; at++) {
            FlightPacket<T> packet = flight.get(at);
            if (!packet.acked && !packet.mtuProbe && listener.onProbe(packet)) {
                named++;
            }
        }
    }

    /** So long the peer may wait with an acknowledgement, beyond the 25 ms of all: it has its own times to send. */
    public void answerDelayNs(long longest) {
        answerDelayNs = longest;
    }

    /** The probe timeout before any doubling. */
    public long probeTimeoutNs() {
        return rtt.probeTimeoutNs() + answerDelayNs;
    }

    private long probeIntervalNs() {
        long timeout = probeTimeoutNs();
        if (timeout >= PROBE_INTERVAL_MAX_NS) {
            return timeout;
        }
        return Math.min(timeout << Math.min(probeCount, 16), PROBE_INTERVAL_MAX_NS);
    }

    /** True when the window has room for a full packet. */
    public boolean windowOpen() {
        return inFlightBytes + datagramBytes <= congestion.windowBytes() && flight.size() < PACKETS_MAX;
    }

    /**
     * When the pacer lets the next packet go: now or later. Ask only with something to send: who is told to wait counts as
     * one that uses the window.
     */
    public long pacedNs(long nowNs) {
        if (!rtt.sampled()) {
            return nowNs;
        }
        long ready = pacer.readyNs(congestion.windowBytes(), rtt.smoothedNs(), nowNs);
        if (ready > nowNs) {
            windowUsed = true;
        }
        return ready;
    }

    /** How many packets may leave although the window is closed; told once. */
    public int takeProbes() {
        int probes = probesWanted;
        probesWanted = 0;
        return probes;
    }

    /** There was nothing left to send while the window and the pacer would have let it go (RFC 9002 7.8, RFC 9438 5.8). */
    public void onApplicationLimited() {
        windowUsed = false;
    }

    /** The path MTU changed. */
    public void datagramBytes(int bytes) {
        datagramBytes = bytes;
        congestion.datagramBytes(bytes);
        pacer.datagramBytes(bytes);
    }

    /**
     * The path is another one: nothing is known of its round trip time and its congestion (RFC 9000 9.4). What is in
     * flight is still acknowledged or lost, but says nothing about the new path.
     */
    public void onPathChanged() {
        rtt.reset();
        congestion.reset(datagramBytes);
        pacer.reset();
        pathStart = lastNumber + 1;
        eventEnd = pathStart;
        inFlightBytes = 0;
        probeCount = 0;
        windowUsed = false;
        lostRunNs = NONE;
        firstSampleNs = NONE;
    }

    /** The session is over: forgets all packets, without a word. */
    public void abandon() {
        flight.abandon();
        inFlightBytes = 0;
        lossTimeNs = NONE;
        probesWanted = 0;
        probeCount = 0;
    }

    /** Packets in flight, those included that were acknowledged out of order. */
    public int packetsInFlight() {
        return flight.size();
    }

    /** True when nothing is in flight. */
    public boolean idle() {
        return flight.isEmpty();
    }

    /** The round trip time of the path. */
    public RttEstimator rtt() {
        return rtt;
    }

    /** The congestion window. */
    public long windowBytes() {
        return congestion.windowBytes();
    }

    /** What is in flight on the present path. */
    public long inFlightBytes() {
        return inFlightBytes;
    }

    /** How many packets were found lost so far, MTU probes apart. */
    public long packetsLost() {
        return lost;
    }

    /** How many probe timeouts came one after another. */
    public int probeCount() {
        return probeCount;
    }
}
