package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.wire.AckRanges;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The hot path rule: in steady state nothing is allocated per packet, with losses, probes and path MTU included. */
class AllocationTest implements LossRecovery.Listener<int[]> {
    private static final int PACKETS = 100_000;

    private final LossRecovery<int[]> recovery = new LossRecovery<>(() -> new int[1], new Cubic(), 1200);
    private final AckTracker acks = new AckTracker();
    private final AckRanges ranges = new AckRanges();
    private final PathMtu mtu = new PathMtu(1200, 1452, false);
    private long nowNs;
    private long number;
    private long events;

    @Test
    void sendingAndAcknowledgingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        cycles(PACKETS, true);
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        cycles(PACKETS, true);
        long allocated = threads.getThreadAllocatedBytes(id) - before;
        assertThat(events).isGreaterThanOrEqualTo(2L * PACKETS - 200);
        assertThat(recovery.packetsLost()).as("losses are part of it").isGreaterThan(500);
        assertThat((double) allocated / PACKETS).as("bytes per packet").isLessThan(1);
    }

    /** Sends in tens; each arrives 10 ms later, but every 150th, if some are to be lost. */
    void cycles(int packets, boolean lossy) {
        for (int i = 0; i < packets; i += 10) {
            for (int j = 0; j < 10; j++) {
                FlightPacket<int[]> packet = recovery.obtain();
                packet.contents()[0]++;
                nowNs = Math.max(nowNs, recovery.windowOpen() ? Math.min(recovery.pacedNs(nowNs), nowNs + 1) : nowNs);
                recovery.onSent(packet, number, 1200, mtu.probeBytes(nowNs) > 0 && j == 0, nowNs);
                if (packet.mtuProbe()) {
                    mtu.onProbeSent(number, nowNs);
                }
                number++;
                recovery.takeProbes();
            }
            nowNs += 100_000;
            long arrived = number - 110;
            for (long one = Math.max(0, arrived); one < arrived + 10; one++) {
                if (!lossy || one % 150 != 3) {
                    acks.onPacket(one, 0, 1200, true, false, nowNs);
                }
            }
            if (acks.pending()) {
                acks.fill(ranges, nowNs);
                acks.sent();
                recovery.onAck(ranges, number, nowNs, this);
            }
            recovery.onTimer(nowNs, this);
        }
    }

    @Override
    public void onAcked(FlightPacket<int[]> packet) {
        events++;
        if (packet.mtuProbe()) {
            mtu.onProbeAcked(packet.number());
        } else {
            mtu.onAcked(packet.number(), packet.bytes());
        }
    }

    @Override
    public void onLost(FlightPacket<int[]> packet) {
        events++;
        if (packet.mtuProbe()) {
            mtu.onProbeLost(packet.number());
        } else {
            mtu.onLost(packet.number(), packet.bytes(), nowNs);
        }
    }

    @Override
    public boolean onProbe(FlightPacket<int[]> packet) {
        events++;
        return true;
    }
}
