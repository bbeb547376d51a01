package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.core.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** HTP 4.8: what leaves when nothing is answered. */
class LateProbesTest {
    @Test
    void fromTheThirdTimeoutOnTwoHeartbeatsLeaveWithTheProbes() {
        Sim sim = Sim.quiet(91);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        NavigableMap<Long, List<Integer>> sent = new TreeMap<>();
        sim.tap = (from, to, datagram) -> {
            if (from.equals(pair.edge().address)) {
                sent.computeIfAbsent(sim.nowNs, t -> new ArrayList<>()).add(datagram.length);
            }
            return false;
        };
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[600]);
        sim.run(9 * Sim.SECOND);
        List<List<Integer>> rounds = new ArrayList<>(sent.values());
        int data = Wire.SESSION_OVERHEAD_BYTES + 600;
        int heartbeat = Wire.SESSION_OVERHEAD_BYTES;
        assertThat(rounds.get(0)).as("the message").allMatch(length -> length > data);
        for (int round = 1; round <= 2; round++) {
            assertThat(rounds.get(round)).as("timeout %d", round).hasSize(2);
        }
        for (int round = 3; round <= 5; round++) {
            assertThat(rounds.get(round)).as("timeout %d", round).hasSize(4).endsWith(heartbeat, heartbeat);
        }
    }

    /** HTP 4.8: the one that was lost is said again by whatever leaves next. */
    @Test
    void dataRepeatsAnAcknowledgement() {
        Sim sim = Sim.quiet(23);
        Sim.Pair pair = sim.connected();
        sim.run(40 * Sim.SECOND);
        boolean[] cut = {true};
        sim.tap = (from, to, datagram) -> !cut[0] || from.equals(pair.edge().address);
        // Alerts are acknowledged at once.
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[1]);
        sim.run(Sim.SECOND / 500);
        cut[0] = false;
        assertThat(pair.edge().sent).isEmpty();
        pair.validator().send(pair.validatorSession(), Channels.ALERTS, new byte[1]);
        sim.run(Sim.SECOND / 500);
        assertThat(pair.edge().sent).hasSize(1);
    }
}
