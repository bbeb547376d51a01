package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.testsupport.SimNetwork.Faults;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** HTP 3.4.16 and 3.4.18: sessions that change their address. */
class RoamingTest {
    private static final InetSocketAddress OTHER_PORT = Sim.at(2, 5001);
    private static final InetSocketAddress OTHER_HOST = Sim.at(77, 6000);

    private static void ping(Sim.Pair pair) {
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[] {1});
    }

    @Test
    void theSessionFollowsTheEdgeToAnotherPort() {
        Sim sim = Sim.quiet(61);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        pair.edge().address = OTHER_PORT;
        ping(pair);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().moved).containsExactly(OTHER_PORT);
        pair.validator().send(pair.validatorSession(), Channels.USER, new byte[5000]);
        sim.run(Sim.SECOND);
        assertThat(pair.edge().messages).hasSize(1);
        assertThat(pair.edge().seenAt.get(pair.edge().seenAt.size() - 1).getPort())
                .isEqualTo(OTHER_PORT.getPort());
    }

    @Test
    void theSessionFollowsTheEdgeToAnotherHost() {
        Sim sim = Sim.quiet(62);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        pair.edge().address = OTHER_HOST;
        ping(pair);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().moved).containsExactly(OTHER_HOST);
        // The window starts afresh: ten datagrams.
        assertThat(pair.validator()
                        .machine
                        .sessionStats(pair.validatorSession())
                        .orElseThrow()
                        .congestionWindowBytes())
                .isBetween(12_000L, 16_000L);
    }

    @Test
    void aResponderMayMoveToo() {
        Sim sim = Sim.quiet(63);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        pair.validator().address = Sim.at(88, 4719);
        pair.validator().send(pair.validatorSession(), Channels.USER, new byte[] {1});
        sim.run(Sim.SECOND);
        assertThat(pair.edge().moved).containsExactly(Sim.at(88, 4719));
        ping(pair);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(1);
    }

    /** An edge that does not know of its move is reached again after its next heartbeat, at most 30 s later. */
    @Test
    void aResponderWaitsForTheHeartbeatOfAnEdgeThatMovedSilently() {
        Sim sim = Sim.quiet(65);
        Sim.Pair pair = sim.connected();
        // Past the heartbeats that ask after the last data.
        sim.run(35 * Sim.SECOND);
        pair.edge().address = OTHER_PORT;
        pair.validator().send(pair.validatorSession(), Channels.USER, new byte[] {1});
        sim.run(40 * Sim.SECOND);
        assertThat(pair.edge().messages).hasSize(1);
        assertThat(pair.validator().moved).containsExactly(OTHER_PORT);
    }

    @Test
    void anEdgeThatKnowsOfItsMoveSaysSoAtOnce() {
        Sim sim = Sim.quiet(66);
        Sim.Pair pair = sim.connected();
        sim.run(35 * Sim.SECOND);
        pair.edge().address = OTHER_PORT;
        pair.edge().machine.moved();
        pair.edge().settle();
        sim.run(Sim.SECOND);
        assertThat(pair.validator().moved).containsExactly(OTHER_PORT);
    }

    @Test
    void aTransferSurvivesAMoveEveryFiveSeconds() {
        for (long seed = 1; seed <= 10; seed++) {
            Sim sim = new Sim(seed, new Faults(0.01, 0.01, 0, 15_000_000, 20_000_000));
            Sim.Pair pair = sim.connected();
            byte[] message = new byte[500_000];
            new java.util.SplittableRandom(seed).nextBytes(message);
            for (int i = 0; i < 20; i++) {
                pair.edge().send(pair.edgeSession(), Channels.FILES, message);
                pair.validator().send(pair.validatorSession(), Channels.FILES, message);
            }
            for (int move = 0;
                    move < 20 && pair.edge().sent.size() + pair.validator().sent.size() < 40;
                    move++) {
                boolean host = move % 2 == 0;
                pair.edge().address = host ? Sim.at(100 + move, 5000) : Sim.at(100 + move - 1, 5001);
                sim.run(5 * Sim.SECOND);
            }
            assertThat(pair.edge().closed).as("seed %d", seed).isEmpty();
            assertThat(sim.runUntil(() -> pair.validator().sent.size() == 20, 60 * Sim.SECOND))
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(pair.edge().messages).hasSize(20).allMatch(m -> Arrays.equals(m.bytes(), message));
            assertThat(sim.watch.reused()).isEmpty();
        }
    }

    /** F9 and the must-fail list: who sees the edge in two networks finds no bytes that both have. */
    @Test
    void nothingLinksASessionInTwoNetworks() {
        Sim sim = Sim.quiet(64);
        Sim.Pair pair = sim.connected();
        exchange(sim, pair);
        int before = sim.captured.size();
        pair.edge().address = OTHER_HOST;
        pair.edge().machine.moved();
        pair.edge().settle();
        sim.run(Sim.SECOND);
        exchange(sim, pair);
        // What was sent before the responder knew is still addressed to the old network, under the old token.
        List<byte[]> first = sessionPackets(sim, 0, before, pair.edge().address);
        List<byte[]> second = new ArrayList<>();
        for (Sim.Captured c : sim.captured.subList(before, sim.captured.size())) {
            if (c.from().equals(OTHER_HOST) || c.to().equals(OTHER_HOST)) {
                second.add(c.bytes());
            }
        }
        assertThat(first).hasSizeGreaterThan(10);
        assertThat(second).hasSizeGreaterThan(10);
        int equal = 0;
        for (int at = 0; at + 4 <= 100; at++) {
            Set<Integer> words = new HashSet<>();
            for (byte[] packet : first) {
                words.add(Bytes.i32(packet, at));
            }
            for (byte[] packet : second) {
                equal += words.contains(Bytes.i32(packet, at)) ? 1 : 0;
            }
        }
        // By chance: packets times packets times places, over 2^32.
        assertThat(equal).isZero();
    }

    private static void exchange(Sim sim, Sim.Pair pair) {
        for (int i = 0; i < 10; i++) {
            ping(pair);
            pair.validator().send(pair.validatorSession(), Channels.USER, new byte[100]);
            sim.run(Sim.SECOND / 10);
        }
    }

    /** Those of a session; the handshake is in clear. */
    private static List<byte[]> sessionPackets(Sim sim, int from, int to, InetSocketAddress unused) {
        List<byte[]> packets = new ArrayList<>();
        for (Sim.Captured c : sim.captured.subList(from, to)) {
            boolean handshake = Bytes.u16(c.bytes(), 0) == Wire.VERSION && c.type() <= 5;
            if (!handshake) {
                packets.add(c.bytes());
            }
        }
        return packets;
    }

    @Test
    void manyMovesWithoutAnAnswerStayWithinWhatTheResponderKnows() {
        Sim sim = Sim.quiet(65);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        sim.tap = (from, to, datagram) -> !to.equals(pair.validator().address);
        for (int i = 0; i < 6; i++) {
            pair.edge().machine.moved();
            pair.edge().settle();
            sim.run(Sim.SECOND / 10);
        }
        sim.tap = (from, to, datagram) -> true;
        pair.edge().address = OTHER_HOST;
        ping(pair);
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(1);
        assertThat(pair.validator().moved).contains(OTHER_HOST);
        // And again and again: the window of tokens goes on.
        for (int i = 0; i < 30; i++) {
            pair.edge().machine.moved();
            ping(pair);
            sim.run(2 * Sim.SECOND);
        }
        assertThat(pair.validator().messages).hasSize(31);
        assertThat(pair.edge().closed).isEmpty();
    }

    /**
     * F15: an attacker on the path sends the edge's packets on from its own address, faster than the edge's own, to turn
     * the responder's answers into a flood at a victim.
     */
    @Test
    void aRelayedPacketMakesNoFloodAndTheEdgeTakesItsSessionBack() {
        Sim sim = Sim.quiet(66);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        InetSocketAddress victim = Sim.at(200, 9);
        long[] in = {0};
        long[] out = {0};
        boolean[] relaying = {false};
        sim.tap = (from, to, datagram) -> {
            if (to.equals(victim)) {
                out[0] += datagram.length;
                return false;
            }
            if (relaying[0] && from.equals(pair.edge().address)) {
                in[0] += datagram.length;
                byte[] copy = datagram.clone();
                sim.network.send(victim, to, copy, sim.nowNs - 50_000);
                return false;
            }
            return true;
        };
        for (int i = 0; i < 50; i++) {
            pair.validator().send(pair.validatorSession(), Channels.USER, new byte[100_000]);
        }
        sim.run(Sim.SECOND / 100);
        relaying[0] = true;
        ping(pair);
        sim.run(Sim.SECOND / 2);
        assertThat(in[0]).isPositive();
        assertThat(out[0]).isPositive().isLessThanOrEqualTo(3 * in[0]);
        relaying[0] = false;
        assertThat(sim.runUntil(() -> pair.validator().sent.size() == 50, 60 * Sim.SECOND))
                .isTrue();
        assertThat(pair.validator().moved).doesNotContain(victim);
        assertThat(out[0]).isLessThanOrEqualTo(3 * in[0]);
    }

    /** Found by the simulator's seed 426: probes and their heartbeats are packets like any other. */
    @Test
    void lateProbesKeepTheLimitOfAnUnprovenPath() {
        for (int play = 0; play < 60; play++) {
            Sim sim = Sim.quiet(68);
            Sim.Pair pair = sim.connected();
            long packets = 1 + play % 6;
            long[] in = {0, 0};
            long[] out = {0};
            InetSocketAddress moved = new InetSocketAddress(pair.edge().address.getAddress(), 9);
            sim.tap = (from, to, datagram) -> {
                if (to.equals(moved)) {
                    out[0] += datagram.length;
                } else if (from.equals(moved) && in[1] < packets) {
                    in[0] += datagram.length;
                    in[1]++;
                    return true;
                }
                return false;
            };
            pair.validator().send(pair.validatorSession(), Channels.USER, new byte[5000]);
            sim.run(play / 6 * Sim.SECOND / 10);
            pair.edge().address = moved;
            for (int i = 0; i < packets; i++) {
                ping(pair);
            }
            sim.run(Sim.SECOND);
            assertThat(in[1]).isEqualTo(packets);
            assertThat(out[0]).as("play %d", play).isPositive().isLessThanOrEqualTo(3 * in[0]);
        }
    }

    @Test
    void creditsKeepTheLimitOfAnUnprovenPath() {
        Sim sim = Sim.quiet(68);
        sim.creditByHand = true;
        Sim.Pair pair = sim.connected();
        for (int i = 0; i < 3; i++) {
            pair.edge().send(pair.edgeSession(), Channels.USER, new byte[600_000]);
        }
        sim.run(3 * Sim.SECOND);
        long[] in = {0};
        long[] out = {0};
        InetSocketAddress moved = new InetSocketAddress(pair.edge().address.getAddress(), 9);
        sim.tap = (from, to, datagram) -> {
            if (to.equals(moved)) {
                out[0] += datagram.length;
            } else if (from.equals(moved) && in[0] == 0) {
                in[0] += datagram.length;
                return true;
            }
            return false;
        };
        for (int i = 0; i < 30; i++) {
            pair.validator().send(pair.validatorSession(), Channels.USER + 1, new byte[20_000]);
        }
        pair.edge().address = moved;
        pair.edge().send(pair.edgeSession(), Channels.USER + 2, new byte[40]);
        sim.run(20_000_000);
        for (int i = 0; i < 3; i++) {
            pair.validator().machine.consumed(pair.validatorSession(), Channels.USER, 600_000);
        }
        pair.validator().settle();
        sim.run(Sim.SECOND);
        assertThat(out[0]).isPositive().isLessThanOrEqualTo(3 * in[0]);
    }

    @Test
    void aCopyThatComesLaterMovesNothing() {
        Sim sim = Sim.quiet(67);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        InetSocketAddress attacker = Sim.at(201, 9);
        byte[][] caught = {null};
        sim.tap = (from, to, datagram) -> {
            if (from.equals(pair.edge().address) && caught[0] == null) {
                caught[0] = datagram.clone();
                return false;
            }
            return true;
        };
        ping(pair);
        ping(pair);
        sim.run(Sim.SECOND);
        int sentBefore = sim.captured.size();
        // Authentic and never seen, but older than what came since: it counts, and moves nothing.
        pair.validator().inject(attacker, caught[0]);
        sim.run(Sim.SECOND);
        assertThat(sim.captured.subList(sentBefore, sim.captured.size())).noneMatch(c -> c.to().equals(attacker));
    }

    @Test
    void tokensOfAClosedSessionAreForgotten() {
        Sim sim = Sim.quiet(68);
        Sim.Pair pair = sim.connected();
        for (int i = 0; i < 10; i++) {
            pair.edge().machine.moved();
            ping(pair);
            sim.run(Sim.SECOND);
        }
        pair.edge().close(pair.edgeSession(), com.hookprobe.htp.CloseCode.NORMAL);
        sim.run(10 * Sim.SECOND);
        assertThat(pair.edge().machine.tokens()).isZero();
        assertThat(pair.validator().machine.tokens()).isZero();
    }
}
