package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.NonceWatch;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadProviders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 6, the must-fail list for sessions, and what an authenticated peer must not be able to do. */
class SessionAttackTest {
    private static final byte[] ROOT = Sim.filled(32, 9);

    private final Counters counters = new Counters();

    private static PacketSealer sealer() {
        return new PacketSealer(PacketKeys.edgeToValidator(ROOT, AeadProviders.jdk()));
    }

    private PacketOpener opener() {
        return new PacketOpener(PacketKeys.edgeToValidator(ROOT, AeadProviders.jdk()), counters);
    }

    @Test
    void nonceReuseDetectorSeesReuse() {
        NonceWatch watch = new NonceWatch(AeadProviders.jdk());
        byte[] key = Sim.filled(32, 1);
        for (int i = 0; i < 2; i++) {
            try (Aead aead = watch.create(key)) {
                aead.seal(new byte[12], new byte[0], new byte[1], 0, 1, new byte[17], 0);
            }
        }
        assertThat(watch.reused()).hasSize(1);
        assertThat(watch.seals()).isEqualTo(2);
    }

    @Test
    void replayWindowEdges() {
        ReplayWindow window = new ReplayWindow();
        window.mark(0);
        assertThat(window.fresh(0)).isFalse();
        assertThat(window.fresh(1)).isTrue();
        window.mark(8191);
        // 8192 numbers are remembered: 0 to 8191.
        assertThat(window.fresh(0)).isFalse();
        assertThat(window.fresh(1)).isTrue();
        window.mark(8192);
        // Now 0 is older than the window, and 1 is its last.
        assertThat(window.fresh(0)).isFalse();
        assertThat(window.fresh(1)).isTrue();
        window.mark(8193);
        assertThat(window.fresh(1)).isFalse();
        assertThat(window.fresh(2)).isTrue();
        window.mark(2);
        assertThat(window.fresh(2)).isFalse();
        assertThat(window.fresh(8191)).isFalse();
        assertThat(window.fresh(8190)).isTrue();
    }

    @Test
    void replayWindowSurvivesAJumpToTheLimit() {
        ReplayWindow window = new ReplayWindow();
        window.mark(5);
        long last = Wire.PACKET_NUMBER_LIMIT - 1;
        assertThat(window.fresh(last)).isTrue();
        window.mark(last);
        assertThat(window.fresh(last)).isFalse();
        assertThat(window.fresh(last - 1)).isTrue();
        assertThat(window.fresh(last - 8191)).isTrue();
        assertThat(window.fresh(last - 8192)).isFalse();
        assertThat(window.fresh(6)).isFalse();
        assertThat(window.fresh(Wire.PACKET_NUMBER_LIMIT)).isFalse();
        assertThat(window.fresh(-1)).isFalse();
    }

    @Test
    void replayWindowAgreesWithASet() {
        ReplayWindow window = new ReplayWindow();
        java.util.Set<Long> seen = new java.util.HashSet<>();
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        long max = -1;
        for (int i = 0; i < 200_000; i++) {
            long number = Math.max(0, max + random.nextLong(-9000, 30));
            boolean expected = !seen.contains(number) && number > max - 8192;
            assertThat(window.fresh(number)).isEqualTo(expected);
            if (expected) {
                window.mark(number);
                seen.add(number);
                max = Math.max(max, number);
            }
        }
    }

    @Test
    void everyPacketIsOpenedOnce() {
        PacketSealer sealer = sealer();
        PacketOpener opener = opener();
        byte[] packet = sealer.seal(PacketType.HEARTBEAT, 5, 1, new byte[10], 10);
        assertThat(opener.open(packet.clone())).isNotNull();
        assertThat(opener.open(packet.clone())).isNull();
        assertThat(counters.dropped(DropReason.REPLAY)).isEqualTo(1);
    }

    @Test
    void everyFlippedBitAndEveryOtherLengthIsRefused() {
        byte[] packet = sealer().seal(PacketType.DATA, 5, 1, new byte[30], 30);
        PacketOpener opener = opener();
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            if (bit / 8 >= Wire.TOKEN_OFFSET && bit / 8 < Wire.NONCE_OFFSET) {
                continue;
            }
            byte[] changed = packet.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(opener.open(changed)).as("bit %d", bit).isNull();
        }
        // The token is in clear but authenticated too.
        byte[] otherToken = packet.clone();
        otherToken[Wire.TOKEN_OFFSET] ^= 1;
        assertThat(opener.open(otherToken)).isNull();
        for (int length = 0; length <= packet.length + 2; length++) {
            if (length != packet.length) {
                assertThat(opener.open(Arrays.copyOf(packet, length))).isNull();
            }
        }
        assertThat(opener.open(packet)).isNotNull();
    }

    @Test
    void otherGenerationsReservedBitsAndLaterFlagsAreDropped() {
        PacketSealer sealer = sealer();
        PacketOpener opener = opener();
        assertThat(opener.open(sealer.seal(PacketType.DATA, 0, 1 << 24, new byte[1], 1)))
                .isNull();
        assertThat(counters.dropped(DropReason.GENERATION)).isEqualTo(1);
        for (int bit : new int[] {7, 8, 15, 16, 23}) {
            assertThat(opener.open(sealer.seal(PacketType.DATA, 0, 1 << bit, new byte[1], 1)))
                    .isNull();
        }
        assertThat(counters.dropped(DropReason.RESERVED)).isEqualTo(5);
        for (int bit : new int[] {3, 4, 5}) {
            assertThat(opener.open(sealer.seal(PacketType.HEARTBEAT, 0, 1 << bit, new byte[8], 8)))
                    .isNull();
        }
        assertThat(counters.dropped(DropReason.UNSUPPORTED_FLAG)).isEqualTo(3);
        for (int bit : new int[] {1, 2, 6}) {
            assertThat(opener.open(sealer.seal(PacketType.HEARTBEAT, 0, 1 | 1 << bit, new byte[8], 8)))
                    .isNotNull();
        }
    }

    @Test
    void handshakeTypesAreNoSessionPackets() {
        assertThat(opener().open(sealer().seal(PacketType.ACCEPT, 0, 0, new byte[1], 1)))
                .isNull();
        assertThat(counters.dropped(DropReason.TYPE)).isEqualTo(1);
    }

    /** A counter in clear would show here as a field that moves by one. */
    @Test
    void headersShowNoCounters() {
        PacketSealer sealer = sealer();
        byte[] first = sealer.seal(PacketType.DATA, 1, 1, new byte[20], 20);
        byte[] second = sealer.seal(PacketType.DATA, 1, 1, new byte[20], 20);
        for (int at : new int[] {0, 4, 8, 20, 24, 28, 96}) {
            assertThat(Bytes.i32(first, at)).isNotEqualTo(Bytes.i32(second, at));
        }
        assertThat(Bytes.i64(first, Wire.TOKEN_OFFSET)).isEqualTo(Bytes.i64(second, Wire.TOKEN_OFFSET));
    }

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
    void packetsFromAnotherAddressAreDropped() {
        Sim sim = Sim.quiet(22);
        Sim.Pair pair = sim.connected();
        sim.tap = (from, to, datagram) -> false;
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[4]);
        byte[] data = sim.captured.get(sim.captured.size() - 1).bytes();
        pair.validator().inject(Sim.at(9, 9), data);
        assertThat(pair.validator().machine.counters().dropped(DropReason.ADDRESS))
                .isEqualTo(1);
        assertThat(pair.validator().messages).isEmpty();
        // The original still counts: a copy sent from elsewhere has not used up its number.
        pair.validator().inject(pair.edge().address, data);
        assertThat(pair.validator().messages).hasSize(1);
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
                new MemoryBudget(256L << 20));
        SessionInfo info = new SessionInfo(new byte[32], new byte[64], 0, Sim.at(2, 2), false, new byte[32]);
        Session session = new Session(
                1,
                new SessionSetup(
                        info,
                        new byte[32],
                        PacketKeys.validatorToEdge(ROOT, sim.watch),
                        PacketKeys.edgeToValidator(ROOT, sim.watch),
                        1 << 20,
                        4 << 20,
                        2 << 20,
                        120 * Sim.SECOND),
                context,
                (confirmed, nowNs, sink) -> {},
                0);
        byte[] packet = sealer().seal(type, 0, flags, body, body.length);
        session.onDatagram(packet, Sim.at(2, 2), 1, out);
        session.tick(1, out);
        return effects.stream()
                .filter(e -> e instanceof Effect.SessionClosed)
                .map(e -> ((Effect.SessionClosed) e).code())
                .findFirst()
                .orElse(null);
    }

    private static byte[] msg(int flags, int channel, int id, int total, int offset, byte[] data) {
        byte[] b = new byte[17 + data.length];
        b[0] = Frame.MSG;
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
        b[0] = Frame.ACK;
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
                new byte[] {Frame.CREDIT, 0, -1, 0, 0, 0, 0, 0, 0, 0},
                new byte[] {Frame.RESET_MSG, (byte) 255, 0, 0, 0, 0, 0, 0});
        for (int i = 0; i < bad.size(); i++) {
            boolean isAck = bad.get(i)[0] == Frame.ACK;
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

    @Test
    void anyBytesAreFramesOrARefusal() {
        java.util.SplittableRandom random = new java.util.SplittableRandom(77);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            if (body.length > 0) {
                body[0] = (byte) random.nextInt(7);
            }
            read += FrameReader.read(body, 0, body.length) == null ? 0 : 1;
        }
        assertThat(read).isPositive();
    }
}
