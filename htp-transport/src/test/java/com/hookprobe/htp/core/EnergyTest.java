package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 3.10: a node that saves energy. */
class EnergyTest {
    private final Sim sim = Sim.quiet(95);
    private final Sim.Pair pair = sim.connected();

    private void save() {
        // The session's first data was asked about (HTP 3.4.10), and for twenty seconds no heartbeat is near.
        sim.run(33 * Sim.SECOND);
        pair.edge().machine.lowEnergy(true, sim.nowNs);
        pair.edge().settle();
    }

    private long packetsOfEdge() {
        return sim.captured.stream()
                .filter(c -> c.from().equals(pair.edge().address))
                .count();
    }

    @Test
    void whatCanWaitLeavesTogether() {
        save();
        sim.captured.clear();
        for (int second = 0; second < 59; second++) {
            pair.edge().send(pair.edgeSession(), Channels.USER, new byte[] {(byte) second});
            sim.run(Sim.SECOND);
        }
        List<Sim.Message> came = pair.validator().messages;
        // A heartbeat may have left meanwhile, and took along what waited: never one by one.
        assertThat(packetsOfEdge()).isLessThan(12);
        sim.run(61 * Sim.SECOND);
        assertThat(came).hasSize(59);
        assertThat(packetsOfEdge()).isLessThan(16);
    }

    @Test
    void anAlertWaitsForNothingAndTakesTheOthersAlong() {
        save();
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1]);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).isEmpty();
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[2]);
        sim.run(Sim.SECOND / 10);
        assertThat(pair.validator().messages)
                .extracting(Sim.Message::channel)
                .containsExactlyInAnyOrder(Channels.ALERTS, Channels.USER);
    }

    @Test
    void muchDoesNotWait() {
        save();
        for (int i = 0; i < 4; i++) {
            pair.edge().send(pair.edgeSession(), Channels.USER, new byte[16 << 10]);
        }
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(4);
    }

    @Test
    void oneByteLessThanABatchWaits() {
        save();
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[(64 << 10) - 1]);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).isEmpty();
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1]);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(2);
    }

    @Test
    void nothingWaitsLongerThanAMinute() {
        Sim silent = Sim.quiet(96);
        silent.heartbeatNs = 300 * Sim.SECOND;
        silent.idleTimeoutNs = 1200 * Sim.SECOND;
        Sim.Pair two = silent.connected();
        silent.run(40 * Sim.SECOND);
        two.edge().machine.lowEnergy(true, silent.nowNs);
        two.edge().settle();
        two.edge().send(two.edgeSession(), Channels.USER, new byte[1]);
        silent.run(59 * Sim.SECOND);
        assertThat(two.validator().messages).isEmpty();
        silent.run(2 * Sim.SECOND);
        assertThat(two.validator().messages).hasSize(1);
    }

    @Test
    void aHeartbeatTakesAlongWhatWaits() {
        save();
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1]);
        sim.run(31 * Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(1);
    }

    /** All of it, not as much as a probe holds. */
    @Test
    void aProbeTakesAlongWhatWaits() {
        save();
        int[] swallowed = {0};
        sim.tap = (from, to, datagram) -> !from.equals(pair.edge().address) || swallowed[0]++ > 0;
        assertThat(sim.runUntil(() -> swallowed[0] > 0, 40 * Sim.SECOND)).isTrue();
        sendPacketfuls(5);
        assertThat(pair.validator().messages).isEmpty();
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(5);
    }

    /** All of it, not as much as a packet holds. */
    @Test
    void aCreditTakesAlongWhatWaits() {
        save();
        sendPacketfuls(5);
        pair.validator().send(pair.validatorSession(), Channels.USER, new byte[700_000]);
        sim.run(5 * Sim.SECOND);
        assertThat(pair.edge().messages).hasSize(1);
        assertThat(pair.validator().messages).hasSize(5);
    }

    /** Each fills a packet so far that no other begins in it, which would press by itself. */
    private void sendPacketfuls(int count) {
        int room = pair.edge()
                .machine
                .sessionStats(pair.edgeSession())
                .orElseThrow()
                .datagramBytes();
        for (int i = 0; i < count; i++) {
            pair.edge().send(pair.edgeSession(), Channels.USER, new byte[room - 200]);
        }
    }

    /** Simulation, seed 1027: a lost piece waited for company, and the peer gave the message up. */
    @Test
    void whatWasLostDoesNotWait() {
        save();
        // The second of four packets: nothing urgent is in it, and what follows tells that it was lost.
        int[] packets = {0};
        sim.tap = (from, to, datagram) -> from != pair.edge().address || packets[0]++ != 1;
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[4000]);
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[1]);
        sim.run(5 * Sim.SECOND);
        assertThat(packets[0]).isGreaterThan(4);
        assertThat(pair.validator().messages).hasSize(2);
    }

    /** Simulation, seed 15758: a message that was half sent when the node began to save energy stood still. */
    @Test
    void whatHasBegunGoesOn() {
        sim.run(Sim.SECOND);
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[60_000]);
        pair.edge().machine.lowEnergy(true, sim.nowNs);
        pair.edge().settle();
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(1);
    }

    /** Review: the datagrams of relay circuits waited a minute each, and circuits died. */
    @Test
    void datagramsWaitForNothing() {
        save();
        pair.edge().machine.sendDatagram(pair.edgeSession(), Channels.USER, new byte[100]);
        pair.edge().settle();
        sim.run(Sim.SECOND / 10);
        assertThat(pair.validator().datagrams).hasSize(1);
    }

    /** Review: what waited went on to wait in BALANCED. */
    @Test
    void nothingWaitsWhenThereIsEnoughAgain() {
        pair.edge().machine.shape(pair.edgeSession(), com.hookprobe.htp.TransmissionMode.BALANCED, sim.nowNs);
        pair.edge().settle();
        save();
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1]);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).isEmpty();
        pair.edge().machine.lowEnergy(false, sim.nowNs);
        pair.edge().settle();
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(1);
    }

    @Test
    void keysLastAQuarterOfAnHour() {
        save();
        for (int minute = 0; minute < 120; minute++) {
            sim.run(60 * Sim.SECOND);
        }
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.validator().closed).isEmpty();
        long generation = pair.edge()
                .machine
                .sessionStats(pair.edgeSession())
                .orElseThrow()
                .keyGeneration();
        assertThat(generation).isBetween(8L, 10L);
        assertThat(pair.validator()
                        .machine
                        .sessionStats(pair.validatorSession())
                        .orElseThrow()
                        .keyGeneration())
                .isEqualTo(generation);
    }

    @Test
    void enoughEnergyBringsTheUsualTimesBack() {
        save();
        sim.run(600 * Sim.SECOND);
        pair.edge().machine.lowEnergy(false, sim.nowNs);
        pair.edge().settle();
        sim.run(1200 * Sim.SECOND);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.validator().closed).isEmpty();
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1]);
        sim.run(Sim.SECOND / 10);
        assertThat(pair.validator().messages).hasSize(1);
        assertThat(pair.edge()
                        .machine
                        .sessionStats(pair.edgeSession())
                        .orElseThrow()
                        .keyGeneration())
                .isGreaterThanOrEqualTo(9);
    }

    @Test
    void anIdleNodeSpeaksHalfAsOftenOrLess() {
        sim.run(3600 * Sim.SECOND);
        long usual = packetsOfEdge();
        sim.captured.clear();
        save();
        sim.run(3600 * Sim.SECOND);
        assertThat(packetsOfEdge()).isLessThan(usual / 2);
        assertThat(pair.edge().closed).isEmpty();
    }

    @Test
    void silencesStayWellBelowTheIdleTimeout() {
        Sim hasty = Sim.quiet(97);
        hasty.idleTimeoutNs = 50 * Sim.SECOND;
        Sim.Pair two = hasty.connected();
        two.edge().machine.lowEnergy(true, hasty.nowNs);
        two.edge().settle();
        hasty.run(3600 * Sim.SECOND);
        assertThat(two.edge().closed).isEmpty();
        assertThat(two.validator().closed).isEmpty();
    }

    /** A NAT that forgets after 50 s is found out, and from then on never left alone for so long. */
    @Test
    void silencesStayBelowTheNatsPatience() {
        long[] lastNs = {sim.nowNs};
        List<Long> forgotten = new ArrayList<>();
        int[] port = {7000};
        sim.tap = (from, to, datagram) -> {
            if (from.equals(pair.edge().address)) {
                if (sim.nowNs - lastNs[0] > 50 * Sim.SECOND) {
                    forgotten.add(sim.nowNs);
                    pair.edge().address = new java.net.InetSocketAddress(from.getAddress(), port[0]++);
                }
                lastNs[0] = sim.nowNs;
            }
            return true;
        };
        save();
        sim.run(7200 * Sim.SECOND);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.validator().closed).isEmpty();
        // Each time the silence becomes five seconds shorter.
        assertThat(forgotten).hasSizeBetween(1, 4);
        assertThat(forgotten.get(forgotten.size() - 1)).isLessThan(1200 * Sim.SECOND);
    }

    /** HTP 3.10.4: who saves energy is silent for up to three heartbeats, and says only then where it is. */
    @Test
    void aResponderGivesASilentNodeThreeHeartbeats() {
        save();
        sim.run(40 * Sim.SECOND);
        sim.tap = (from, to, datagram) -> false;
        pair.validator().send(pair.validatorSession(), Channels.USER, new byte[1]);
        sim.run(104 * Sim.SECOND);
        assertThat(pair.validator().closed).isEmpty();
        sim.run(2 * Sim.SECOND);
        assertThat(pair.validator().closed).hasSize(1);
    }
}
