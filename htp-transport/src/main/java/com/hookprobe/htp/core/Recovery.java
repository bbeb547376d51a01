package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Wire;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Loss detection and probing (RFC 9002 section 6) with NewReno and a pacer. Packets are found lost by a later one being
 * acknowledged (three numbers or 9/8 round trips later); when nothing at all comes back, probes are sent. A packet number
 * is never used again: what was lost leaves in a new packet.
 */
final class Recovery {
    private static final long PACKET_THRESHOLD = 3;
    /** A probe interval never doubles beyond this, so that a path that comes back is noticed soon. */
    private static final long PROBE_INTERVAL_MAX_NS = 3_000_000_000L;

    private static final int PROBES = 2;

    private final TreeMap<Long, SentPacket> outstanding = new TreeMap<>();
    private final RttEstimator rtt = new RttEstimator();
    private final NewReno congestion = new NewReno();
    private final Pacer pacer = new Pacer();
    private long inFlightBytes;
    private long largestAcked = -1;
    private long lastElicitingNs;
    private long lossTimeNs = Long.MAX_VALUE;
    private int probeCount;
    private int probesWanted;
    private long lost;

    RttEstimator rtt() {
        return rtt;
    }

    long windowBytes() {
        return congestion.window();
    }

    long packetsLost() {
        return lost;
    }

    boolean idle() {
        return outstanding.isEmpty();
    }

    void onSent(SentPacket packet) {
        outstanding.put(packet.number(), packet);
        inFlightBytes += packet.bytes();
        lastElicitingNs = packet.sentNs();
        pacer.onSent(packet.bytes());
    }

    boolean windowOpen() {
        return inFlightBytes + Wire.DATAGRAM_BYTES <= congestion.window();
    }

    /** When the pacer lets the next packet go: now or later. */
    long pacedNs(long nowNs) {
        return rtt.sampled() ? pacer.readyNs(congestion.window(), rtt.smoothedNs(), nowNs) : nowNs;
    }

    /** How many packets may leave although the window is closed; asked for once. */
    int takeProbes() {
        int probes = probesWanted;
        probesWanted = 0;
        return probes;
    }

    /** The packets that are acknowledged for the first time; null when the peer acknowledges what was never sent. */
    @Nullable List<SentPacket> onAck(Frame.Ack ack, long nextNumber, long nowNs) {
        if (ack.largest() >= nextNumber) {
            return null;
        }
        List<SentPacket> newly = new ArrayList<>();
        for (int i = 0; i < ack.high().length; i++) {
            Map<Long, SentPacket> range = outstanding.subMap(ack.low()[i], true, ack.high()[i], true);
            newly.addAll(range.values());
            range.clear();
        }
        if (newly.isEmpty()) {
            return newly;
        }
        boolean limited = congestion.slowStart()
                ? inFlightBytes * 2 >= congestion.window()
                : inFlightBytes + 3L * Wire.DATAGRAM_BYTES >= congestion.window();
        for (SentPacket packet : newly) {
            inFlightBytes -= packet.bytes();
            if (packet.number() == ack.largest()) {
                rtt.sample(nowNs - packet.sentNs(), ack.delayMicros() * 1000);
            }
            if (limited) {
                congestion.onAcked(packet.bytes(), packet.sentNs());
            }
        }
        largestAcked = Math.max(largestAcked, ack.largest());
        probeCount = 0;
        return newly;
    }

    /** Packets that are lost by now, taken out. */
    List<SentPacket> detectLost(long nowNs) {
        List<SentPacket> found = new ArrayList<>();
        lossTimeNs = Long.MAX_VALUE;
        long lossDelayNs = rtt.lossDelayNs();
        Iterator<SentPacket> each =
                outstanding.headMap(largestAcked, true).values().iterator();
        while (each.hasNext()) {
            SentPacket packet = each.next();
            if (packet.number() <= largestAcked - PACKET_THRESHOLD || packet.sentNs() + lossDelayNs <= nowNs) {
                each.remove();
                inFlightBytes -= packet.bytes();
                found.add(packet);
            } else {
                lossTimeNs = Math.min(lossTimeNs, packet.sentNs() + lossDelayNs);
            }
        }
        if (!found.isEmpty()) {
            lost += found.size();
            SentPacket newest = found.get(found.size() - 1);
            congestion.onLost(newest.sentNs(), nowNs);
            // RFC 9002 7.6: everything sent over three probe timeouts was lost.
            if (rtt.sampled() && newest.sentNs() - found.get(0).sentNs() > 3 * rtt.probeTimeoutNs()) {
                congestion.onPersistentCongestion();
            }
        }
        return found;
    }

    /** When {@link #onProbeTimer} has something to do, or {@link Long#MAX_VALUE}. */
    long deadlineNs() {
        if (lossTimeNs != Long.MAX_VALUE) {
            return lossTimeNs;
        }
        return outstanding.isEmpty() ? Long.MAX_VALUE : lastElicitingNs + probeIntervalNs();
    }

    /**
     * The probe timer: the oldest packets whose content should be sent again at once, without calling them lost. Empty
     * when the timer is for {@link #detectLost}.
     */
    List<SentPacket> onProbeTimer(long nowNs) {
        if (lossTimeNs != Long.MAX_VALUE || outstanding.isEmpty() || nowNs < deadlineNs()) {
            return List.of();
        }
        probeCount++;
        probesWanted = PROBES;
        // Later than now at least, even if the probes carry nothing that is tracked.
        lastElicitingNs = nowNs;
        return outstanding.values().stream().limit(PROBES).toList();
    }

    private long probeIntervalNs() {
        long interval = rtt.probeTimeoutNs() << Math.min(probeCount, 16);
        return Math.min(interval, Math.max(PROBE_INTERVAL_MAX_NS, rtt.probeTimeoutNs()));
    }
}
