package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.testsupport.SimNetwork.Faults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 6: many seeds over bad networks, in virtual time. A failing seed is in the message. */
class SimulationTest {
    private static final Faults HANDSHAKE_LOSS = new Faults(0.30, 0.05, 0, 10_000_000, 30_000_000);
    private static final Faults BAD = new Faults(0.05, 0.02, 0.01, 5_000_000, 25_000_000);
    private static final Faults AWFUL = new Faults(0.20, 0.05, 0.02, 5_000_000, 60_000_000);

    @Test
    void handshakeCompletesUnderThirtyPercentLoss() {
        for (long seed = 1; seed <= 200; seed++) {
            Sim sim = new Sim(seed, HANDSHAKE_LOSS);
            Sim.Pair pair = sim.connected();
            assertThat(pair.validator().infos.get(pair.validatorSession()).exporter())
                    .as("seed %d", seed)
                    .isEqualTo(pair.edge().infos.get(pair.edgeSession()).exporter());
            assertThat(sim.watch.reused()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void handshakeCompletesWhenBytesAreCorrupted() {
        for (long seed = 1; seed <= 60; seed++) {
            Sim sim = new Sim(seed, new Faults(0, 0, 0.30, 10_000_000, 30_000_000));
            sim.connected();
            assertThat(sim.watch.reused()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void messagesArriveOnceUnderFivePercentLoss() {
        for (long seed = 1; seed <= 100; seed++) {
            exchange(seed, BAD, 120);
        }
    }

    @Test
    void messagesArriveOnceUnderTwentyPercentLoss() {
        for (long seed = 1; seed <= 60; seed++) {
            exchange(seed, AWFUL, 600);
        }
    }

    @Test
    void megabyteArrivesUnderFivePercentLoss() {
        Sim sim = new Sim(99, BAD);
        Sim.Pair pair = sim.connected();
        byte[] message = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(message);
        pair.edge().send(pair.edgeSession(), Channels.FILES, message);
        assertThat(sim.runUntil(() -> !pair.edge().sent.isEmpty(), 120 * Sim.SECOND))
                .isTrue();
        assertThat(pair.validator().messages).hasSize(1);
        assertThat(pair.validator().messages.get(0).bytes()).isEqualTo(message);
        assertThat(sim.watch.reused()).isEmpty();
    }

    @Test
    void sessionSurvivesFiveSecondBlackHoles() {
        Sim sim = Sim.quiet(5);
        Sim.Pair pair = sim.connected();
        long startNs = sim.nowNs;
        // 5 s of nothing, 2 s of network, over and over.
        sim.tap = (from, to, datagram) -> (sim.nowNs - startNs) / Sim.SECOND % 7 >= 5;
        for (int i = 0; i < 40; i++) {
            pair.edge().send(pair.edgeSession(), Channels.TELEMETRY, new byte[20_000]);
        }
        assertThat(sim.runUntil(() -> pair.edge().sent.size() == 40, 120 * Sim.SECOND))
                .isTrue();
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.validator().messages).hasSize(40);
    }

    @Test
    void deadPeerIsNoticedAfterFifteenSecondsWithData() {
        Sim sim = Sim.quiet(6);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        sim.network.cut((from, to) -> true);
        long cutNs = sim.nowNs;
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[10]);
        assertThat(sim.runUntil(() -> !pair.edge().closed.isEmpty(), 60 * Sim.SECOND))
                .isTrue();
        assertThat(pair.edge().closed.get(0).code()).isEqualTo(CloseCode.IDLE);
        assertThat(sim.nowNs - cutNs).isBetween(15 * Sim.SECOND, 16 * Sim.SECOND);
        // The responder had nothing to send: it hears nothing for the idle timeout.
        assertThat(sim.runUntil(() -> !pair.validator().closed.isEmpty(), 150 * Sim.SECOND))
                .isTrue();
        assertThat(sim.nowNs - cutNs).isBetween(118 * Sim.SECOND, 122 * Sim.SECOND);
    }

    @Test
    void heartbeatsKeepAnIdleSessionOpenAndAreNotRegular() {
        Sim sim = Sim.quiet(7);
        // Without the traffic of new keys.
        sim.limits = com.hookprobe.htp.HtpLimits.builder()
                .rekeyAfter(java.time.Duration.ofHours(24))
                .build();
        Sim.Pair pair = sim.connected();
        sim.run(60 * Sim.SECOND);
        List<Long> times = new ArrayList<>();
        sim.tap = (from, to, datagram) -> {
            if (from.equals(pair.edge().address)) {
                times.add(sim.nowNs);
            }
            return true;
        };
        sim.run(1800 * Sim.SECOND);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.validator().closed).isEmpty();
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            gaps.add(times.get(i) - times.get(i - 1));
        }
        assertThat(gaps).hasSizeGreaterThan(55).allMatch(g -> g >= 24 * Sim.SECOND && g <= 30 * Sim.SECOND);
        assertThat(gaps.stream().distinct().count()).isEqualTo(gaps.size());
    }

    @Test
    void closedSessionLeavesNothingBehind() {
        Sim sim = Sim.quiet(8);
        Sim.Pair pair = sim.connected();
        pair.edge().close(pair.edgeSession(), CloseCode.NORMAL);
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().closed).hasSize(1);
        assertThat(pair.validator().closed.get(0).code()).isEqualTo(CloseCode.NORMAL);
        assertThat(pair.edge().machine.states()).isEmpty();
        assertThat(pair.validator().machine.states()).isEmpty();
        assertThat(pair.edge().machine.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    private static void exchange(long seed, Faults faults, int limitSeconds) {
        Sim sim = new Sim(seed, faults);
        Sim.Pair pair = sim.connected();
        SplittableRandom random = new SplittableRandom(seed);
        int[] channels = {Channels.USER, Channels.TELEMETRY, Channels.FILES, Channels.DSM, Channels.ALERTS};
        Map<Integer, List<byte[]>> up = new HashMap<>();
        Map<Integer, List<byte[]>> down = new HashMap<>();
        int count = 30;
        for (int i = 0; i < count; i++) {
            byte[] message = new byte[random.nextInt(8) == 0 ? random.nextInt(8192) : random.nextInt(400)];
            random.nextBytes(message);
            int channel = channels[random.nextInt(channels.length)];
            boolean upward = random.nextBoolean();
            (upward ? up : down)
                    .computeIfAbsent(channel, c -> new ArrayList<>())
                    .add(message);
            Sim.Node from = upward ? pair.edge() : pair.validator();
            from.send(upward ? pair.edgeSession() : pair.validatorSession(), channel, message);
            if (random.nextInt(4) == 0) {
                sim.run(random.nextLong(50_000_000));
            }
        }
        boolean done = sim.runUntil(
                () -> pair.edge().sent.size() + pair.validator().sent.size() == count, limitSeconds * Sim.SECOND);
        assertThat(done).as("seed %d, closed %s", seed, pair.edge().closed).isTrue();
        sameMessages(seed, up, pair.validator().messages);
        sameMessages(seed, down, pair.edge().messages);
        assertThat(sim.watch.reused()).as("seed %d", seed).isEmpty();
    }

    private static void sameMessages(long seed, Map<Integer, List<byte[]>> wanted, List<Sim.Message> got) {
        Map<Integer, List<byte[]>> byChannel = new HashMap<>();
        got.forEach(m ->
                byChannel.computeIfAbsent(m.channel(), c -> new ArrayList<>()).add(m.bytes()));
        assertThat(byChannel.keySet()).as("seed %d", seed).isEqualTo(wanted.keySet());
        wanted.forEach((channel, messages) -> {
            List<byte[]> arrived = byChannel.get(channel);
            boolean ordered = channel == Channels.TELEMETRY || channel == Channels.FILES;
            if (!ordered) {
                messages = new ArrayList<>(messages);
                messages.sort(Arrays::compare);
                arrived.sort(Arrays::compare);
            }
            assertThat(arrived).as("seed %d channel %d", seed, channel).hasSameSizeAs(messages);
            for (int i = 0; i < messages.size(); i++) {
                assertThat(arrived.get(i))
                        .as("seed %d channel %d", seed, channel)
                        .isEqualTo(messages.get(i));
            }
        });
    }
}
