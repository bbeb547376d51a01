package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.TrafficClassifier.Example;
import com.hookprobe.htp.core.TrafficClassifier.Seen;
import com.hookprobe.htp.core.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 3.8.3: from outside GHOST looks the same whether anybody speaks or not. */
class GhostTest {
    private static final long WINDOW_NS = 20 * Sim.SECOND;
    private static final int WINDOWS = 40;
    private static final int SESSIONS = 24;

    /** Traffic of one session, as windows; with messages of both sides if it is active. */
    private static List<Example> windows(long seed, TransmissionMode mode, boolean active) {
        Sim sim = new Sim(seed, new com.hookprobe.testsupport.SimNetwork.Faults(0.01, 0, 0, 20_000_000, 25_000_000));
        Sim.Pair pair = sim.connected();
        pair.edge().machine.shape(pair.edgeSession(), mode, sim.nowNs);
        pair.edge().settle();
        sim.run(10 * Sim.SECOND);
        List<Seen> seen = new ArrayList<>();
        sim.tap = (from, to, datagram) -> {
            seen.add(new Seen(sim.nowNs, from.equals(pair.edge().address), datagram.length));
            return true;
        };
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> windows = new ArrayList<>();
        for (int w = 0; w < WINDOWS; w++) {
            seen.clear();
            long endNs = sim.nowNs + WINDOW_NS;
            while (active && sim.nowNs < endNs - 2 * Sim.SECOND) {
                sim.run(300_000_000L + random.nextLong(1_500_000_000L));
                Sim.Node node = random.nextInt(3) == 0 ? pair.validator() : pair.edge();
                long session = node == pair.edge() ? pair.edgeSession() : pair.validatorSession();
                node.send(session, Channels.USER, new byte[100 + random.nextInt(4000)]);
            }
            sim.run(endNs - sim.nowNs);
            windows.add(new Example(TrafficClassifier.features(List.copyOf(seen), WINDOW_NS), active));
        }
        assertThat(pair.edge().closed).isEmpty();
        assertThat(sim.watch.reused()).isEmpty();
        return windows;
    }

    private static List<Example> sessions(int from, int to, TransmissionMode mode) {
        List<Example> all = new ArrayList<>();
        for (int s = from; s < to; s++) {
            all.addAll(windows(1000 + s, mode, s % 2 == 0));
        }
        return all;
    }

    @Test
    void noClassifierTellsIdleFromActive() {
        TrafficClassifier classifier = new TrafficClassifier(sessions(0, SESSIONS, TransmissionMode.GHOST));
        List<Example> others = sessions(SESSIONS, 2 * SESSIONS, TransmissionMode.GHOST);
        assertThat(classifier.regression(others)).as("regression").isBetween(0.45, 0.55);
        assertThat(classifier.neighbours(others)).as("neighbours").isBetween(0.45, 0.55);
    }

    /** Else the test above would say nothing. */
    @Test
    void theSameClassifierTellsThemApartInBurst() {
        TrafficClassifier classifier = new TrafficClassifier(sessions(0, 6, TransmissionMode.BURST));
        List<Example> others = sessions(6, 12, TransmissionMode.BURST);
        assertThat(classifier.regression(others)).isGreaterThan(0.95);
        assertThat(classifier.neighbours(others)).isGreaterThan(0.95);
    }

    @Test
    void allDatagramsHaveOneSizeAndMessagesArrive() {
        Sim sim = new Sim(77, com.hookprobe.testsupport.SimNetwork.Faults.lossy(0.05));
        Sim.Pair pair = sim.connected();
        pair.edge().machine.shape(pair.edgeSession(), TransmissionMode.GHOST, sim.nowNs);
        pair.edge().settle();
        sim.run(5 * Sim.SECOND);
        List<Integer> lengths = new ArrayList<>();
        sim.tap = (from, to, datagram) -> {
            lengths.add(datagram.length);
            return true;
        };
        byte[] message = new byte[30_000];
        new SplittableRandom(5).nextBytes(message);
        pair.edge().send(pair.edgeSession(), Channels.USER, message);
        pair.validator().send(pair.validatorSession(), Channels.ALERTS, new byte[200]);
        sim.run(300 * Sim.SECOND);
        assertThat(lengths).isNotEmpty().containsOnly(Wire.DATAGRAM_BYTES);
        // Two sides at 16 a second, over keys renewed twice and some of them lost.
        assertThat(lengths.size()).isBetween(300 * 28, 300 * 36);
        assertThat(pair.validator().messages).hasSize(1);
        assertThat(pair.validator().messages.get(0).bytes()).isEqualTo(message);
        assertThat(pair.edge().messages).hasSize(1);
        assertThat(pair.edge().sent).hasSize(1);
        assertThat(pair.edge()
                        .machine
                        .sessionStats(pair.edgeSession())
                        .orElseThrow()
                        .keyGeneration())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void thePeerSaysWhatItDoes() {
        Sim sim = Sim.quiet(78);
        Sim.Pair pair = sim.connected();
        pair.edge().machine.shape(pair.edgeSession(), TransmissionMode.GHOST, sim.nowNs);
        pair.edge().settle();
        sim.run(5 * Sim.SECOND);
        assertThat(pair.edge().shapes).containsExactly(TransmissionMode.GHOST);
        pair.edge().machine.shape(pair.edgeSession(), TransmissionMode.BURST, sim.nowNs);
        pair.edge().settle();
        sim.run(5 * Sim.SECOND);
        assertThat(pair.edge().shapes).containsExactly(TransmissionMode.GHOST, TransmissionMode.BURST);
        sim.captured.clear();
        sim.run(20 * Sim.SECOND);
        assertThat(sim.captured.size()).isLessThan(10);
    }

    /** Review: wishes overtook each other, and too many of them closed the session. */
    @Test
    void theLastOfManyWishesHoldsOnBothSides() {
        Sim sim = new Sim(80, com.hookprobe.testsupport.SimNetwork.Faults.lossy(0.3));
        Sim.Pair pair = sim.connected();
        for (int i = 0; i < 300; i++) {
            TransmissionMode mode = i % 2 == 0 ? TransmissionMode.GHOST : TransmissionMode.BURST;
            pair.edge().machine.shape(pair.edgeSession(), mode, sim.nowNs);
            pair.edge().settle();
        }
        sim.run(30 * Sim.SECOND);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.edge().shapes).containsExactly(TransmissionMode.BURST);
        sim.captured.clear();
        sim.run(20 * Sim.SECOND);
        assertThat(sim.captured.size()).isLessThan(20);
    }

    /** Review: who watches an outage and the end of a session must not learn whether anything was said. */
    @Test
    void outagesAndEndsLookTheSame() {
        List<String> seen = new ArrayList<>();
        for (boolean active : new boolean[] {false, true}) {
            Sim sim = Sim.quiet(82);
            Sim.Pair pair = sim.connected();
            pair.edge().machine.shape(pair.edgeSession(), TransmissionMode.GHOST, sim.nowNs);
            pair.edge().settle();
            sim.run(5 * Sim.SECOND);
            sim.tap = (from, to, datagram) -> false;
            if (active) {
                pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[100]);
            }
            sim.run(25 * Sim.SECOND);
            assertThat(pair.edge().closed).isEmpty();
            sim.tap = (from, to, datagram) -> true;
            sim.run(10 * Sim.SECOND);
            if (active) {
                pair.edge().send(pair.edgeSession(), Channels.USER, new byte[100]);
                sim.run(Sim.SECOND / 20);
            }
            sim.captured.clear();
            pair.validator().close(pair.validatorSession(), com.hookprobe.htp.CloseCode.NORMAL);
            seen.add(sim.captured.stream().map(c -> c.bytes().length).toList().toString());
        }
        assertThat(seen.get(0)).isEqualTo("[1200, 1200]");
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
    }

    /** The validator is in GHOST, its peer may send no cover. */
    private static Sim.Pair peerThatSendsNoCover(Sim sim) {
        sim.limits = com.hookprobe.htp.HtpLimits.builder().ghostRateTotal(0).build();
        Sim.Pair pair = sim.connected();
        pair.validator().machine.shape(pair.validatorSession(), TransmissionMode.GHOST, sim.nowNs);
        pair.validator().settle();
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().shapes).containsExactly(TransmissionMode.BALANCED);
        return pair;
    }

    /** Simulation, seed 324360: a peer with little to say was not asked whether it is there. */
    @Test
    void aPeerThatMovesIsFoundThoughItSendsLittle() {
        Sim sim = Sim.quiet(83);
        Sim.Pair pair = peerThatSendsNoCover(sim);
        pair.edge().address = new java.net.InetSocketAddress(pair.edge().address.getAddress(), 6001);
        sim.captured.clear();
        pair.edge().machine.sendDatagram(pair.edgeSession(), Channels.USER, new byte[1]);
        pair.edge().settle();
        // Before the edge's first probe, which would make room for a long challenge.
        sim.run(Sim.SECOND / 50);
        assertThat(pair.validator().moved).containsExactly(pair.edge().address);
        // Its answer is as short as the question.
        assertThat(sim.captured.stream()
                        .filter(c -> c.bytes().length == Wire.SESSION_OVERHEAD_BYTES + Long.BYTES)
                        .map(Sim.Captured::from))
                .containsExactly(pair.validator().address, pair.edge().address);
    }

    /** HTP 3.8.3: filled up it would be more than the new path may be sent. */
    @Test
    void aPeerThatMovedAndSentLittleGetsNoCoverAndIsToldOfTheEnd() {
        Sim sim = Sim.quiet(87);
        Sim.Pair pair = peerThatSendsNoCover(sim);
        pair.edge().address = new java.net.InetSocketAddress(pair.edge().address.getAddress(), 6001);
        int[] packets = {0};
        sim.tap = (from, to, datagram) -> !from.equals(pair.edge().address) || packets[0]++ == 0;
        pair.edge().machine.sendDatagram(pair.edgeSession(), Channels.USER, new byte[1]);
        pair.edge().settle();
        sim.captured.clear();
        sim.run(Sim.SECOND / 2);
        // Nor does any cover go there.
        assertThat(sim.captured.stream().mapToInt(c -> c.bytes().length).max().orElse(0))
                .isLessThan(200);
        pair.validator().close(pair.validatorSession(), com.hookprobe.htp.CloseCode.SHUTDOWN);
        sim.run(Sim.SECOND);
        assertThat(pair.edge().closed)
                .extracting(Sim.Closed::code)
                .containsExactly(com.hookprobe.htp.CloseCode.SHUTDOWN);
    }

    /** A path that may be sent enough is asked with a packet like all others. */
    @Test
    void aMoveIsProvenWithoutAnotherLength() {
        Sim sim = Sim.quiet(84);
        Sim.Pair pair = sim.connected();
        shape(sim, pair, TransmissionMode.GHOST);
        sim.captured.clear();
        pair.edge().address = new java.net.InetSocketAddress(pair.edge().address.getAddress(), 6001);
        sim.run(2 * Sim.SECOND);
        assertThat(pair.validator().moved).containsExactly(pair.edge().address);
        assertThat(sim.captured).extracting(c -> c.bytes().length).containsOnly(Wire.DATAGRAM_BYTES);
    }

    @Test
    void aPeerGetsNoMoreCoverThanTheLimitsAllow() {
        Sim sim = Sim.quiet(79);
        sim.limits = com.hookprobe.htp.HtpLimits.builder()
                .ghostRate(10)
                .ghostRateTotal(15)
                .build();
        Sim.Node validator = sim.validator();
        sim.limits = com.hookprobe.htp.HtpLimits.builder().ghostRate(1000).build();
        Sim.Pair first = sim.connectedBetween(sim.edge(2), validator);
        Sim.Pair second = sim.connectedBetween(sim.edge(3), validator);
        for (Sim.Pair pair : List.of(first, second)) {
            pair.edge().machine.shape(pair.edgeSession(), TransmissionMode.GHOST, sim.nowNs);
            pair.edge().settle();
            sim.run(5 * Sim.SECOND);
        }
        assertThat(first.edge().shapes).containsExactly(TransmissionMode.GHOST);
        assertThat(second.edge().shapes).containsExactly(TransmissionMode.BALANCED);
        sim.captured.clear();
        sim.run(100 * Sim.SECOND);
        long toFirst = sim.captured.stream()
                .filter(c -> c.to().equals(first.edge().address))
                .count();
        assertThat(toFirst).isBetween(900L, 1100L);
        // When the first one ends, its share is free.
        first.edge().close(first.edgeSession(), com.hookprobe.htp.CloseCode.NORMAL);
        sim.run(10 * Sim.SECOND);
        second.edge().machine.shape(second.edgeSession(), TransmissionMode.GHOST, sim.nowNs);
        second.edge().settle();
        sim.run(5 * Sim.SECOND);
        assertThat(second.edge().shapes).endsWith(TransmissionMode.GHOST);
    }

    @Test
    void aWishThatIsTakenBackFreesItsShare() {
        Sim sim = Sim.quiet(85);
        sim.limits = com.hookprobe.htp.HtpLimits.builder()
                .ghostRate(10)
                .ghostRateTotal(15)
                .build();
        Sim.Pair pair = sim.connected();
        shape(sim, pair, TransmissionMode.GHOST);
        shape(sim, pair, TransmissionMode.BURST);
        shape(sim, pair, TransmissionMode.GHOST);
        assertThat(pair.edge().shapes)
                .containsExactly(TransmissionMode.GHOST, TransmissionMode.BURST, TransmissionMode.GHOST);
    }

    @Test
    void whoIsRefusedAndAsksAgainIsRefusedAgain() {
        Sim sim = Sim.quiet(86);
        sim.limits = com.hookprobe.htp.HtpLimits.builder()
                .ghostRate(10)
                .ghostRateTotal(15)
                .build();
        Sim.Node validator = sim.validator();
        shape(sim, sim.connectedBetween(sim.edge(2), validator), TransmissionMode.GHOST);
        Sim.Pair second = sim.connectedBetween(sim.edge(3), validator);
        shape(sim, second, TransmissionMode.GHOST);
        shape(sim, second, TransmissionMode.GHOST);
        assertThat(second.edge().shapes).containsExactly(TransmissionMode.BALANCED, TransmissionMode.BALANCED);
    }

    private static void shape(Sim sim, Sim.Pair pair, TransmissionMode mode) {
        pair.edge().machine.shape(pair.edgeSession(), mode, sim.nowNs);
        pair.edge().settle();
        sim.run(5 * Sim.SECOND);
    }
}
