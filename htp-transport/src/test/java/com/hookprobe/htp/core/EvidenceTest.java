package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.testsupport.SimNetwork;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 3.9: RDV and PoSF reach the peer, sealed, once for each epoch. */
class EvidenceTest {
    private static byte[] evidence(int value) {
        byte[] both = new byte[Wire.RESONANCE_BYTES];
        Arrays.fill(both, (byte) value);
        return both;
    }

    @Test
    void itArrivesOnceThoughPacketsAreLost() {
        Sim sim = new Sim(91, SimNetwork.Faults.lossy(0.4));
        Sim.Pair pair = sim.connected();
        for (int epoch = 1; epoch <= 20; epoch++) {
            pair.edge().machine.evidence(pair.edgeSession(), evidence(epoch));
            pair.edge().settle();
            sim.run(30 * Sim.SECOND);
        }
        assertThat(pair.edge().closed).isEmpty();
        List<byte[]> came = pair.validator().evidence;
        assertThat(came).hasSize(20);
        for (int epoch = 1; epoch <= 20; epoch++) {
            assertThat(came.get(epoch - 1)).isEqualTo(evidence(epoch));
        }
    }

    @Test
    void newerTakesThePlaceOfWhatDidNotArrive() {
        Sim sim = Sim.quiet(92);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        sim.tap = (from, to, datagram) -> !from.equals(pair.edge().address);
        pair.edge().machine.evidence(pair.edgeSession(), evidence(1));
        pair.edge().settle();
        sim.run(Sim.SECOND);
        pair.edge().machine.evidence(pair.edgeSession(), evidence(2));
        pair.edge().settle();
        sim.run(Sim.SECOND);
        sim.tap = (from, to, datagram) -> true;
        sim.run(10 * Sim.SECOND);
        assertThat(pair.validator().evidence).hasSize(1);
        assertThat(pair.validator().evidence.get(0)).isEqualTo(evidence(2));
    }

    /** Others may tell that the packet was lost, and leave nothing behind to carry it. */
    @Test
    void whatWasLostLeavesAgainThoughThereIsNothingElseToSend() {
        Sim sim = Sim.quiet(96);
        Sim.Pair pair = sim.connected();
        sim.run(40 * Sim.SECOND);
        int[] packets = {0};
        sim.tap = (from, to, datagram) -> !from.equals(pair.edge().address) || packets[0]++ > 0;
        pair.edge().machine.evidence(pair.edgeSession(), evidence(1));
        pair.edge().settle();
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[2000]);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().evidence).containsExactly(evidence(1));
    }

    /** Review: what is overtaken is not told after what is newer. */
    @Test
    void overtakenEvidenceIsNotToldAtAll() {
        Sim sim = Sim.quiet(94);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        List<byte[]> held = new java.util.ArrayList<>();
        sim.tap = (from, to, datagram) -> {
            boolean hold = from.equals(pair.edge().address) && held.isEmpty();
            if (hold) {
                held.add(datagram);
            }
            return !hold;
        };
        pair.edge().machine.evidence(pair.edgeSession(), evidence(1));
        pair.edge().settle();
        pair.edge().machine.evidence(pair.edgeSession(), evidence(2));
        pair.edge().settle();
        sim.run(Sim.SECOND / 100);
        pair.validator().inject(pair.edge().address, held.get(0));
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().evidence).hasSize(1);
        assertThat(pair.validator().evidence.get(0)).isEqualTo(evidence(2));
    }

    /** F10: in clear it would be a cookie to follow a device by. */
    @Test
    void itIsNowhereInTheCaptureAndChangesNoLength() {
        Sim sim = Sim.quiet(93);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        sim.captured.clear();
        pair.edge().machine.evidence(pair.edgeSession(), evidence(0x5a));
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[10]);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().evidence).hasSize(1);
        byte[] part = {0x5a, 0x5a, 0x5a, 0x5a};
        for (Sim.Captured packet : sim.captured) {
            assertThat(java.util.Collections.indexOfSubList(boxed(packet.bytes()), boxed(part)))
                    .isNegative();
        }
    }

    private static List<Byte> boxed(byte[] bytes) {
        List<Byte> all = new java.util.ArrayList<>();
        for (byte b : bytes) {
            all.add(b);
        }
        return all;
    }
}
