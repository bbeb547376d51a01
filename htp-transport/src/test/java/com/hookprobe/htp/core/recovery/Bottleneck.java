package com.hookprobe.htp.core.recovery;

import com.hookprobe.htp.core.wire.AckRanges;
import java.util.ArrayDeque;
import java.util.Random;

/**
 * A sender that always has something to send, a receiver, and between them one link with a rate, a delay and a drop-tail
 * queue; acknowledgements come back over the delay alone. Virtual time.
 */
final class Bottleneck implements LossRecovery.Listener<int[]> {
    static final int DATAGRAM = 1200;

    private record Packet(long number, long atNs) {}

    private record Ack(AckRanges ranges, long atNs) {}

    final LossRecovery<int[]> sender;
    private final AckTracker receiver = new AckTracker();
    private final double nsPerByte;
    private final long oneWayNs;
    private final long queueBytes;
    private final double loss;
    private final Random random;
    private final ArrayDeque<Packet> data = new ArrayDeque<>();
    private final ArrayDeque<Ack> acks = new ArrayDeque<>();
    private double linkFreeNs;
    private long nextNumber;

    long nowNs;
    /** Bytes that came out of the link. */
    long delivered;

    long acksSent;
    long firstDropNs = Long.MAX_VALUE;
    /** How many times the clock stood still; a busy loop shows here. */
    long idleSteps;

    Bottleneck(CongestionControl congestion, double mbits, long rttMs, double queueBdp, double loss, long seed) {
        sender = new LossRecovery<>(() -> new int[1], congestion, DATAGRAM);
        nsPerByte = 8000 / mbits;
        oneWayNs = rttMs * 500_000;
        queueBytes = (long) (queueBdp * rttMs * 1e6 / nsPerByte);
        this.loss = loss;
        random = new Random(seed);
    }

    void run(long untilNs) {
        send();
        while (nowNs < untilNs) {
            long next = Math.min(sender.deadlineNs(), receiver.deadlineNs());
            if (sender.windowOpen()) {
                next = Math.min(next, sender.pacedNs(nowNs));
            }
            if (!data.isEmpty()) {
                next = Math.min(next, data.peek().atNs);
            }
            if (!acks.isEmpty()) {
                next = Math.min(next, acks.peek().atNs);
            }
            if (next <= nowNs) {
                idleSteps++;
            }
            nowNs = Math.max(nowNs, next);
            step();
        }
    }

    private void step() {
        while (!data.isEmpty() && data.peek().atNs <= nowNs) {
            Packet packet = data.poll();
            delivered += DATAGRAM;
            receiver.onPacket(packet.number, 0, DATAGRAM, true, false, nowNs);
            acknowledge();
        }
        acknowledge();
        while (!acks.isEmpty() && acks.peek().atNs <= nowNs) {
            if (!sender.onAck(acks.poll().ranges, nextNumber, nowNs, this)) {
                throw new AssertionError("acknowledged what was never sent");
            }
        }
        sender.onTimer(nowNs, this);
        send();
    }

    private void acknowledge() {
        if (receiver.deadlineNs() <= nowNs) {
            AckRanges ranges = new AckRanges();
            receiver.fill(ranges, nowNs);
            receiver.sent();
            acksSent++;
            acks.add(new Ack(ranges, nowNs + oneWayNs));
        }
    }

    private void send() {
        int probes = sender.takeProbes();
        while (probes > 0 || (sender.windowOpen() && sender.pacedNs(nowNs) <= nowNs)) {
            probes--;
            long number = nextNumber++;
            sender.onSent(sender.obtain(), number, DATAGRAM, false, nowNs);
            enqueue(number);
        }
    }

    private void enqueue(long number) {
        linkFreeNs = Math.max(linkFreeNs, (double) nowNs);
        double queued = (linkFreeNs - nowNs) / nsPerByte;
        if (queued + DATAGRAM > (double) Math.max(queueBytes, 2 * DATAGRAM)) {
            firstDropNs = Math.min(firstDropNs, nowNs);
            return;
        }
        if (loss > 0 && random.nextDouble() < loss) {
            return;
        }
        linkFreeNs += DATAGRAM * nsPerByte;
        data.add(new Packet(number, (long) linkFreeNs + oneWayNs));
    }

    @Override
    public void onAcked(FlightPacket<int[]> packet) {}

    @Override
    public void onLost(FlightPacket<int[]> packet) {}

    @Override
    public boolean onProbe(FlightPacket<int[]> packet) {
        return true;
    }

    /** Of what the link could carry in that time. */
    double utilisation(long deliveredBefore, long ns) {
        return (delivered - deliveredBefore) * nsPerByte / ns;
    }
}
