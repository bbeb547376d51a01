package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Found by simulation: heartbeats in front of the flight kept data from ever being probed with. */
class ProbeNamingTest {
    @Test
    void whatCarriesNothingIsPassedOver() {
        LossRecovery<boolean[]> recovery = new LossRecovery<>(() -> new boolean[1], new Cubic(), 1200);
        for (int number = 0; number < 6; number++) {
            FlightPacket<boolean[]> packet = recovery.obtain();
            packet.contents()[0] = number >= 3;
            recovery.onSent(packet, number, 1200, false, 1);
        }
        List<Long> carried = new ArrayList<>();
        recovery.onTimer(recovery.deadlineNs(), new LossRecovery.Listener<>() {
            @Override
            public void onAcked(FlightPacket<boolean[]> packet) {}

            @Override
            public void onLost(FlightPacket<boolean[]> packet) {}

            @Override
            public boolean onProbe(FlightPacket<boolean[]> packet) {
                if (packet.contents()[0]) {
                    carried.add(packet.number());
                }
                return packet.contents()[0];
            }
        });
        assertThat(carried).containsExactly(3L, 4L);
        assertThat(recovery.takeProbes()).isEqualTo(2);
    }
}
