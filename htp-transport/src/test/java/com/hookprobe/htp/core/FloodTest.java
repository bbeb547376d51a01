package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * HTP 3.4.3, 3.4.5, F2, F17: many strangers, who know the validator's public key and so make right MACs, leave
 * it with what its limits allow. What it keeps is counted object by object ({@link Reach}).
 */
class FloodTest {
    /** 16,384 address buckets, twice, at some 200 bytes; 4,096 reassemblies of 2,568 bytes and their keys. */
    private static final long KEPT_BYTES_MAX = 2 * 16_384 * 256L + 4_096 * 3_200L + (1 << 20);

    /** Twelve times as many as there are buckets. */
    private static final int STRANGERS = 200_000;

    private final Sim sim = Sim.quiet(35);
    private final byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
    private final byte[] keyId = KeySchedule.kemKeyId(sim.kem.publicKey());
    private final byte[] hello = new HelloParams(1452, 30, 0).hello(77, new byte[32], keyId, mac1);
    private final SplittableRandom random = new SplittableRandom(35);
    private EndpointMachine machine;
    private long sent;
    private long received;
    private byte[] lastSent = new byte[0];
    private long nowNs = 1;

    private final EffectSink sink = new EffectSink() {
        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            sent += length;
            lastSent = Arrays.copyOfRange(buffer, offset, offset + length);
        }

        @Override
        public void then(Effect effect) {
            throw new AssertionError("a stranger caused " + effect);
        }
    };

    @BeforeEach
    void machine() {
        machine = new EndpointMachine(
                new MachineConfig(
                        sim.validatorNode,
                        ResonanceBinding.none(new byte[64]),
                        Optional.of(new MachineConfig.Accepting(sim.kem, sim.registry)),
                        com.hookprobe.htp.HtpLimits.standard(),
                        sim.watch,
                        30 * Sim.SECOND,
                        120 * Sim.SECOND),
                new SplittableRandom(1),
                nowNs);
    }

    private void deliver(InetSocketAddress from, byte[] datagram) {
        received += datagram.length;
        machine.onDatagram(from, datagram, 0, datagram.length, nowNs, sink);
    }

    private static InetSocketAddress stranger(int number) {
        try {
            byte[] ip = {(byte) (20 + (number >>> 24)), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
            return new InetSocketAddress(InetAddress.getByAddress(ip), 1024 + (number & 0x3fff));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hellosFromManyMoreAddressesThanAreCountedLeaveBoundedState() {
        for (int i = 0; i < STRANGERS; i++) {
            deliver(stranger(i), hello);
            nowNs += 1_000;
        }
        machine.tick(nowNs, sink);
        assertThat(sent).isEqualTo((long) STRANGERS * hello.length).isLessThanOrEqualTo(received);
        assertThat(machine.states()).isEmpty();
        assertThat(Reach.from(machine).bytes()).isLessThan(KEPT_BYTES_MAX / 2);
        assertThat(sim.watch.seals()).isZero();
    }

    @Test
    void hellosFromOneAddressAreFewerStill() {
        InetSocketAddress one = stranger(5);
        long before = Reach.from(machine).bytes();
        for (int i = 0; i < 100_000; i++) {
            deliver(one, hello);
        }
        assertThat(sent).isEqualTo(100L * hello.length);
        assertThat(machine.counters().dropped(DropReason.RATE_HELLO)).isEqualTo(99_900);
        assertThat(Reach.from(machine).bytes() - before).isLessThan(4096);
    }

    /** Each stranger gets a cookie that is good, and sends one fragment of nothing. */
    @Test
    void garbageAttestFragmentsLeaveBoundedStateAndItIsGoneAfterThreeSeconds() {
        byte[] hash = KeySchedule.helloHash(hello);
        int strangers = 20_000;
        for (int i = 0; i < strangers; i++) {
            InetSocketAddress from = stranger(i);
            deliver(from, hello);
            byte[] cookie = Arrays.copyOfRange(lastSent, Wire.PAYLOAD_OFFSET, Wire.PAYLOAD_OFFSET + 16);
            assertThat(Bytes.u16(lastSent, Wire.TYPE_OFFSET)).isEqualTo(PacketType.CHALLENGE.code);
            byte[] piece = new byte[Wire.COOKIE_BYTES + AttestReassembly.pieceBytes(0)];
            random.nextBytes(piece);
            System.arraycopy(cookie, 0, piece, 0, 16);
            deliver(from, HandshakePacket.build(PacketType.ATTEST, 77, random.nextLong(), 0, 3, hash, piece, mac1));
            nowNs += 1_000;
        }
        assertThat(sent).isLessThanOrEqualTo(received);
        assertThat(machine.counters().dropped(DropReason.HANDSHAKE_LIMIT)).isEqualTo(strangers - 2048);
        assertThat(Reach.from(machine).instances("Entry")).hasSize(2048);
        assertThat(Reach.from(machine).bytes()).isLessThan(KEPT_BYTES_MAX);
        nowNs += AttestReassembly.LIFE_NS;
        machine.tick(nowNs, sink);
        assertThat(Reach.from(machine).instances("Entry")).isEmpty();
        assertThat(Reach.from(machine).bytes()).isLessThan(2 * 16_384 * 256L + (1 << 20));
        assertThat(machine.states()).isEmpty();
        assertThat(sim.watch.seals()).isZero();
    }

    /** Cookies that are not ours, and datagrams that are nothing: not one byte is kept or sent. */
    @Test
    void garbageWithoutACookieLeavesNothing() {
        long before = Reach.from(machine).bytes();
        byte[] hash = KeySchedule.helloHash(hello);
        for (int i = 0; i < 20_000; i++) {
            byte[] datagram;
            if (i % 2 == 0) {
                byte[] piece = new byte[Wire.COOKIE_BYTES + AttestReassembly.pieceBytes(2)];
                random.nextBytes(piece);
                datagram = HandshakePacket.build(PacketType.ATTEST, 77, random.nextLong(), 2, 3, hash, piece, mac1);
            } else {
                datagram = new byte[random.nextInt(1500)];
                random.nextBytes(datagram);
            }
            deliver(stranger(i), datagram);
            nowNs += 1_000;
        }
        machine.tick(nowNs, sink);
        assertThat(sent).isZero();
        assertThat(machine.counters().dropped(DropReason.COOKIE)).isEqualTo(10_000);
        // The counters of reasons are made when a reason occurs first.
        assertThat(Reach.from(machine).bytes() - before).isLessThan(4096);
    }
}
