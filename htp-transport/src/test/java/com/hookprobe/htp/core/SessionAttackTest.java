package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.shape.GhostBudget;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 6, the must-fail list for sessions, and what an authenticated peer must not be able to do. */
class SessionAttackTest {
    private static final byte[] ROOT = Sim.filled(32, 9);

    @Test
    void closeReplayEndsNothing() {
        Sim sim = Sim.quiet(21);
        Sim.Pair pair = sim.connected();
        pair.edge().close(pair.edgeSession(), CloseCode.NORMAL);
        byte[] close = sim.captured.get(sim.captured.size() - 1).bytes();
        sim.run(10 * Sim.SECOND);
        assertThat(pair.validator().closed).hasSize(1);
        pair.edge().connect(sim.peer(pair.validator()));
        sim.run(Sim.SECOND);
        assertThat(pair.validator().up).hasSize(2);
        pair.validator().inject(pair.edge().address, close);
        // Also under the new session's token, which anyone can read.
        byte[] current = sim.captured.get(sim.captured.size() - 1).bytes();
        byte[] moved = close.clone();
        sim.captured.stream()
                .filter(c -> c.from().equals(pair.edge().address))
                .reduce((a, b) -> b)
                .ifPresent(c -> System.arraycopy(c.bytes(), Wire.TOKEN_OFFSET, moved, Wire.TOKEN_OFFSET, 8));
        assertThat(current).isNotNull();
        pair.validator().inject(pair.edge().address, moved);
        assertThat(pair.validator().closed).hasSize(1);
        assertThat(pair.validator().machine.states()).containsExactly(Session.State.OPEN);
    }

    @Test
    void aCopyFromElsewhereIsTakenOnceAndGivesItsSenderNothing() {
        Sim sim = Sim.quiet(22);
        Sim.Pair pair = sim.connected();
        sim.tap = (from, to, datagram) -> false;
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[4]);
        byte[] data = sim.captured.get(sim.captured.size() - 1).bytes();
        pair.validator().inject(Sim.at(9, 9), data);
        // It is authentic, so it counts; its sender may be the edge behind another address, or may not.
        assertThat(pair.validator().messages).hasSize(1);
        pair.validator().inject(pair.edge().address, data);
        assertThat(pair.validator().messages).hasSize(1);
        assertThat(pair.validator().machine.counters().dropped(DropReason.REPLAY))
                .isEqualTo(1);
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().moved).isEmpty();
        long toStranger = sim.captured.stream()
                .filter(c -> c.to().equals(Sim.at(9, 9)))
                .mapToLong(c -> c.bytes().length)
                .sum();
        assertThat(toStranger).isLessThanOrEqualTo(3L * data.length);
    }

    /** Feeds a session with frames that only the holder of its keys can make. */
    private static CloseCode closedBy(byte[] body, int flags, PacketType type) {
        Sim sim = Sim.quiet(23);
        List<Effect> effects = new ArrayList<>();
        EffectSink out = new EffectSink() {
            @Override
            public void transmit(java.net.InetSocketAddress to, byte[] buffer, int offset, int length) {}

            @Override
            public void then(Effect effect) {
                effects.add(effect);
            }
        };
        MachineContext context = new MachineContext(
                new MachineConfig(
                        sim.validatorNode,
                        com.hookprobe.htp.ResonanceBinding.none(new byte[64]),
                        java.util.Optional.empty(),
                        sim.limits,
                        sim.watch,
                        30 * Sim.SECOND,
                        120 * Sim.SECOND),
                new java.util.SplittableRandom(1),
                new Counters(),
                new com.hookprobe.htp.core.message.MemoryBudget(256L << 20),
                new GhostBudget(64),
                new EnergyState(),
                new PacketScratch(),
                new com.hookprobe.htp.core.message.FrameReader());
        SessionInfo info = new SessionInfo(new byte[32], new byte[64], 0, Sim.at(2, 2), false, new byte[32]);
        Session session = new Session(
                1,
                new SessionSetup(
                        info,
                        new byte[32],
                        new SessionKeys(ROOT, false, sim.watch),
                        new byte[8],
                        false,
                        1200,
                        1 << 20,
                        4 << 20,
                        2 << 20,
                        120 * Sim.SECOND),
                context,
                (confirmed, nowNs, sink) -> {},
                new TokenMap<>(),
                0);
        PacketSealer sealer = new TestPackets(ROOT, Direction.EDGE_TO_VALIDATOR, sim.watch).sealer();
        byte[] packet = TestPackets.seal(sealer, type, 0, flags, body);
        session.onDatagram(packet, 0, packet.length, Sim.at(2, 2), 1, out);
        session.tick(1, out);
        return effects.stream()
                .filter(e -> e instanceof Effect.SessionClosed)
                .map(e -> ((Effect.SessionClosed) e).code())
                .findFirst()
                .orElse(null);
    }

    private static byte[] msg(int flags, int channel, int id, int total, int offset, byte[] data) {
        byte[] b = new byte[17 + data.length];
        b[0] = 0x01;
        b[1] = (byte) flags;
        b[2] = (byte) channel;
        Bytes.put32(b, 3, id);
        Bytes.put32(b, 7, total);
        Bytes.put32(b, 11, offset);
        Bytes.put16(b, 15, data.length);
        System.arraycopy(data, 0, b, 17, data.length);
        return b;
    }

    private static byte[] ack(long largest, int... lengthsAndGaps) {
        byte[] b = new byte[18 + 2 * lengthsAndGaps.length];
        b[0] = 0x03;
        Bytes.put64(b, 1, largest);
        b[17] = (byte) (lengthsAndGaps.length / 2);
        for (int i = 0; i < lengthsAndGaps.length; i++) {
            Bytes.put16(b, 18 + 2 * i, lengthsAndGaps[i]);
        }
        return b;
    }

    @Test
    void framesThatBreakTheProtocolCloseTheSession() {
        byte[] ten = new byte[10];
        List<byte[]> bad = List.of(
                new byte[] {0x06},
                new byte[] {0x01, 0},
                msg(1, 255, 0, 10, 0, ten),
                msg(4, 3, 0, 10, 0, ten),
                msg(0, 3, 0, 10, 0, ten),
                msg(1, 3, 0, 20, 0, ten),
                msg(1, 3, 0, 10, 5, ten),
                msg(0, 3, 0, (1 << 20) + 1, 0, ten),
                msg(0, 3, 0, -1, 0, ten),
                msg(1, 3, 0, 10, -5, ten),
                msg(0, 3, 0, 10, 0, new byte[0]),
                msg(1, 3, 1024, 10, 0, ten),
                msg(0, 0, 0, 8193, 0, ten),
                Bytes.concat(msg(0, 3, 0, 20, 0, ten), msg(0, 3, 0, 21, 0, ten)),
                Bytes.concat(msg(0, 3, 0, 20, 0, ten), msg(0, 3, 0, 20, 5, Sim.filled(10, 1))),
                Bytes.concat(msg(0, 3, 0, 20, 0, ten), msg(2, 3, 0, 20, 5, ten)),
                Arrays.copyOf(msg(1, 3, 0, 10, 0, ten), 26),
                ack(0, 1, 0),
                new byte[] {0x04, 0, -1, 0, 0, 0, 0, 0, 0, 0},
                new byte[] {0x05, (byte) 255, 0, 0, 0, 0, 0, 0});
        for (int i = 0; i < bad.size(); i++) {
            boolean isAck = bad.get(i)[0] == 0x03;
            assertThat(closedBy(bad.get(i), isAck ? 0 : 1, PacketType.DATA))
                    .as("case %d", i)
                    .isEqualTo(CloseCode.PROTOCOL);
        }
        assertThat(closedBy(msg(1, 3, 0, 10, 0, ten), 1, PacketType.DATA)).isNull();
        assertThat(closedBy(msg(1, 3, 1023, 0, 0, new byte[0]), 1, PacketType.DATA))
                .isNull();
        // The ack-eliciting flag must say what the packet is.
        assertThat(closedBy(msg(1, 3, 0, 10, 0, ten), 0, PacketType.DATA)).isEqualTo(CloseCode.PROTOCOL);
        assertThat(closedBy(new byte[3], 1, PacketType.DATA)).isEqualTo(CloseCode.PROTOCOL);
        assertThat(closedBy(new byte[] {1}, 1, PacketType.HEARTBEAT)).isEqualTo(CloseCode.PROTOCOL);
        assertThat(closedBy(new byte[1], 0, PacketType.CLOSE)).isEqualTo(CloseCode.PROTOCOL);
        assertThat(closedBy(new byte[] {0, 6}, 0, PacketType.CLOSE)).isEqualTo(CloseCode.TRUST_FLOOR);
    }

    @Test
    void moreThanTheCreditIsFlowControlError() {
        byte[] body = new byte[0];
        for (int id = 0; id < 3; id++) {
            body = Bytes.concat(body, msg(0, 3, id, 1 << 20, 0, new byte[1]));
        }
        assertThat(closedBy(body, 1, PacketType.DATA)).isEqualTo(CloseCode.FLOW_CONTROL);
    }

    @Test
    void aSixtyFifthPartialMessageIsRefused() {
        byte[] body = new byte[0];
        for (int id = 0; id < 48; id++) {
            body = Bytes.concat(body, msg(0, 3, id, 2, 0, new byte[1]));
        }
        assertThat(closedBy(body, 1, PacketType.DATA)).isNull();
        for (int id = 48; id < 65; id++) {
            body = Bytes.concat(body, msg(0, 3, id, 2, 0, new byte[1]));
        }
        assertThat(closedBy(Arrays.copyOf(body, 64 * 18), 1, PacketType.DATA)).isNull();
        assertThat(closedBy(body, 1, PacketType.DATA)).isEqualTo(CloseCode.PROTOCOL);
    }
}
