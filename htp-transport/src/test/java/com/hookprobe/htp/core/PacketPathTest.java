package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.NonceWatch;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTP 3.1: sealing and opening packets, and everything that must not open. */
class PacketPathTest {
    private static final byte[] ROOT = Sim.filled(32, 9);

    private static final String GOLDEN =
            "a14c7a168c754559cba9d303b658231d0f257beb578e483e8d1cc28f8bb7df1f05b92b7007df6403"
                    + "b080137bd4fbd489772e0d928bb55e5e0ac9be97e105110435d99b7a5d303f8ad9ac04d16274c97f"
                    + "892351f97bd7a5a3a65ae4a85b5b5e21ff9799323077f6489cbf069e20cb17d78fb4c877c19261";

    private final NonceWatch watch = new NonceWatch(AeadProviders.best());
    private final TestPackets packets = new TestPackets(ROOT, Direction.EDGE_TO_VALIDATOR, watch);

    @AfterEach
    void noNonceTwice() {
        assertThat(watch.reused()).isEmpty();
    }

    private static byte[] bytes(int length, long seed) {
        byte[] b = new byte[length];
        new SplittableRandom(seed).nextBytes(b);
        return b;
    }

    private static byte[] body(PacketOpener opener) {
        return Arrays.copyOfRange(opener.plain(), opener.bodyAt(), opener.bodyAt() + opener.bodyLength());
    }

    /** Root 32 x 09, generation 0, number 0: the bytes of the wire, as they were when this was written. */
    @Test
    void goldenPacket() {
        PacketSealer sealer = packets.sealer();
        byte[] packet = TestPackets.seal(sealer, PacketType.DATA, 0x01020304, 1, new byte[] {1, 2, 3});
        assertThat(HexFormat.of().formatHex(packet)).isEqualTo(GOLDEN);
    }

    @Test
    void nonceReuseDetectorSeesReuse() {
        // A factory for each key: one factory's cipher refuses by itself.
        NonceWatch detector = new NonceWatch(key -> AeadProviders.jdk().create(key));
        byte[] key = Sim.filled(32, 1);
        for (int i = 0; i < 2; i++) {
            try (Aead aead = detector.create(key)) {
                aead.seal(new byte[12], new byte[0], new byte[1], 0, 1, new byte[17], 0);
            }
        }
        assertThat(detector.reused()).hasSize(1);
        assertThat(detector.seals()).isEqualTo(2);
    }

    @Test
    void whatWasSealedIsOpenedOnceAtAnyPlaceOfABuffer() {
        PacketSealer sealer = packets.sealer();
        PacketOpener opener = packets.opener();
        int[] lengths = {0, 1, 63, 64, 100, 1084, 1085, 1336, 1384, 1385, 1500, 4000, Wire.BODY_BYTES_MAX};
        for (int i = 0; i < lengths.length; i++) {
            byte[] body = bytes(lengths[i], i);
            byte[] buffer = bytes(20_000, 100 + i);
            byte[] before = buffer.clone();
            int at = 7 * i;
            System.arraycopy(body, 0, sealer.plain(), PacketSealer.BODY_AT, body.length);
            int length = sealer.seal(PacketType.DATA, 0xfffffff0L + i, 1 << 6, body.length, buffer, at);
            assertThat(length).isEqualTo(116 + body.length);
            for (int other = 0; other < buffer.length; other++) {
                if (other < at || other >= at + length) {
                    assertThat(buffer[other])
                            .as("byte %d around the packet", other)
                            .isEqualTo(before[other]);
                }
            }
            byte[] copy = buffer.clone();
            assertThat(opener.open(buffer, at, length))
                    .as("body of %d", body.length)
                    .isTrue();
            assertThat(body(opener)).isEqualTo(body);
            assertThat(Bytes.allZero(opener.plain(), 0, 64)).isTrue();
            assertThat(opener.number()).isEqualTo(i);
            assertThat(opener.type()).isEqualTo(PacketType.DATA);
            assertThat(opener.flags()).isEqualTo(1 << 6);
            assertThat(opener.timestampMillis()).isEqualTo(0xfffffff0L + i);
            assertThat(opener.generation()).isZero();
            assertThat(opener.open(copy, at, length)).isFalse();
        }
        assertThat(packets.counters.dropped(DropReason.REPLAY)).isEqualTo(lengths.length);
        assertThat(sealer.nextNumber()).isEqualTo(lengths.length);
    }

    @Test
    void resonanceFieldsTravelOnlyWhenTheyAreSaidToBeFresh() {
        PacketSealer sealer = packets.sealer();
        PacketOpener opener = packets.opener();
        Arrays.fill(sealer.plain(), 0, 64, (byte) 7);
        byte[] fresh = TestPackets.seal(sealer, PacketType.HEARTBEAT, 0, Wire.FLAG_RESONANCE_FRESH | 1, new byte[0]);
        assertThat(TestPackets.open(opener, fresh)).isTrue();
        assertThat(Arrays.copyOf(opener.plain(), 64)).isEqualTo(Sim.filled(64, 7));
        // The buffer is shared: what another session left in it must not go out.
        Arrays.fill(sealer.plain(), 0, 64, (byte) 7);
        byte[] stale = TestPackets.seal(sealer, PacketType.HEARTBEAT, 0, 1, new byte[0]);
        assertThat(TestPackets.open(opener, stale)).isTrue();
        assertThat(Arrays.copyOf(opener.plain(), 64)).isEqualTo(new byte[64]);
    }

    @Test
    void whatCannotBeSealedIsRefusedBeforeANumberIsUsed() {
        PacketSealer sealer = packets.sealer();
        byte[] into = new byte[200];
        assertThatThrownBy(() -> sealer.seal(PacketType.DATA, 0, 1, -1, into, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sealer.seal(PacketType.DATA, 0, 1, Wire.BODY_BYTES_MAX + 1, new byte[20_000], 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sealer.seal(PacketType.DATA, 0, 1, 84, into, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sealer.seal(PacketType.DATA, 0, 1 << 7, 0, into, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sealer.seal(PacketType.DATA, 0, 1 << 24, 0, into, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(sealer.nextNumber()).isZero();
        assertThat(sealer.seal(PacketType.DATA, 0, 1, 84, into, 0)).isEqualTo(200);
    }

    @Test
    void everyFlippedBitAndEveryOtherLengthIsRefused() {
        byte[] packet = TestPackets.seal(packets.sealer(), PacketType.DATA, 5, 1, bytes(30, 3));
        PacketOpener opener = packets.opener();
        int at = 5;
        byte[] slice = new byte[packet.length + 20];
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            // The token, which is in clear, is authenticated too.
            System.arraycopy(packet, 0, slice, at, packet.length);
            slice[at + bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(opener.open(slice, at, packet.length)).as("bit %d", bit).isFalse();
        }
        for (int length = 0; length <= packet.length + 2; length++) {
            if (length != packet.length) {
                System.arraycopy(packet, 0, slice, at, packet.length);
                assertThat(opener.open(slice, at, length))
                        .as("length %d", length)
                        .isFalse();
            }
        }
        assertThat(opener.open(new byte[Wire.DATAGRAM_BYTES_MAX + 1], 0, Wire.DATAGRAM_BYTES_MAX + 1))
                .isFalse();
        assertThat(packets.counters.dropped(DropReason.TOO_LONG)).isEqualTo(1);
        // None of it has used up the number.
        assertThat(TestPackets.open(opener, packet)).isTrue();
        assertThat(opener.failures()).isEqualTo(packets.counters.dropped(DropReason.AEAD));
    }

    @Test
    void reservedBitsAndFragmentFieldsAreDroppedAndAllFlagsArePassedUp() {
        PacketOpener opener = packets.opener();
        long number = 0;
        for (int bit = 7; bit < 24; bit++) {
            assertThat(TestPackets.open(opener, packets.raw(ROOT, 0x10, number++, 1 << bit, new byte[1])))
                    .isFalse();
        }
        assertThat(packets.counters.dropped(DropReason.RESERVED)).isEqualTo(17);
        for (int flags = 0; flags < 0x80; flags++) {
            assertThat(TestPackets.open(opener, packets.raw(ROOT, 0x20, number++, flags, new byte[8])))
                    .isTrue();
            assertThat(opener.flags()).isEqualTo(flags);
        }
    }

    @Test
    void handshakeTypesAndUnknownTypesAreNoSessionPackets() {
        PacketOpener opener = packets.opener();
        int[] types = {0, 1, 2, 3, 4, 5, 6, 0x11, 0x22, 0xfe, 0x100, 0x1010};
        for (int i = 0; i < types.length; i++) {
            assertThat(TestPackets.open(opener, packets.raw(ROOT, types[i], i, 0, new byte[1])))
                    .isFalse();
        }
        assertThat(packets.counters.dropped(DropReason.TYPE)).isEqualTo(types.length);
    }

    @Test
    void numbersAtTheLimitAndMismatchedSequencesAreDropped() {
        PacketOpener opener = packets.opener();
        assertThat(TestPackets.open(opener, packets.raw(ROOT, 0x10, (1L << 62) - 1, 1, new byte[1])))
                .isTrue();
        assertThat(TestPackets.open(opener, packets.raw(ROOT, 0x10, 1L << 62, 1, new byte[1])))
                .isFalse();
        assertThat(TestPackets.open(opener, packets.raw(ROOT, 0x10, -1, 1, new byte[1])))
                .isFalse();
        assertThat(packets.counters.dropped(DropReason.SEQUENCE)).isEqualTo(2);
        assertThat(TestPackets.open(opener, packets.raw(ROOT, 0x10, (1L << 62) - 8193, 1, new byte[1])))
                .isFalse();
        assertThat(packets.counters.dropped(DropReason.REPLAY)).isEqualTo(1);
    }

    /** A counter in clear would show here as a field that moves by one. */
    @Test
    void headersShowNoCounters() {
        PacketSealer sealer = packets.sealer();
        byte[] first = TestPackets.seal(sealer, PacketType.DATA, 1, 1, new byte[20]);
        byte[] second = TestPackets.seal(sealer, PacketType.DATA, 1, 1, new byte[20]);
        for (int at : new int[] {0, 4, 8, 20, 24, 28, 96}) {
            assertThat(Bytes.i32(first, at)).isNotEqualTo(Bytes.i32(second, at));
        }
        assertThat(Bytes.i64(first, Wire.TOKEN_OFFSET)).isEqualTo(Bytes.i64(second, Wire.TOKEN_OFFSET));
        sealer.useToken(1);
        byte[] third = TestPackets.seal(sealer, PacketType.DATA, 1, 1, new byte[20]);
        assertThat(Bytes.i64(third, Wire.TOKEN_OFFSET))
                .isEqualTo(packets.keys.token(1))
                .isNotEqualTo(packets.keys.token(0));
        assertThat(TestPackets.open(packets.opener(), third)).isTrue();
    }

    @Test
    void bothProvidersMakeTheSameBytes() {
        Optional<AeadFactory> conscrypt = AeadProviders.conscrypt();
        org.junit.jupiter.api.Assumptions.assumeTrue(conscrypt.isPresent(), "no native library here");
        TestPackets one = new TestPackets(ROOT, Direction.VALIDATOR_TO_EDGE, conscrypt.orElseThrow());
        TestPackets other = new TestPackets(ROOT, Direction.VALIDATOR_TO_EDGE, AeadProviders.jdk());
        PacketSealer sealer = one.sealer();
        PacketSealer otherSealer = other.sealer();
        PacketOpener opener = one.opener();
        PacketOpener otherOpener = other.opener();
        for (int i = 0; i < 300; i++) {
            byte[] body = bytes(i % 7 == 0 ? 5000 : 5 * i, i);
            byte[] packet = TestPackets.seal(sealer, PacketType.DATA, i, 1, body);
            assertThat(TestPackets.seal(otherSealer, PacketType.DATA, i, 1, body))
                    .isEqualTo(packet);
            byte[] forged = packet.clone();
            forged[packet.length - 1] ^= 1;
            // A forgery right before the true packet, under the same nonce, must not put either provider off.
            assertThat(TestPackets.open(opener, forged.clone())).isFalse();
            assertThat(TestPackets.open(otherOpener, forged)).isFalse();
            assertThat(TestPackets.open(otherOpener, packet.clone())).isTrue();
            assertThat(TestPackets.open(opener, packet)).isTrue();
            assertThat(body(opener)).isEqualTo(body);
            assertThat(body(otherOpener)).isEqualTo(body);
        }
    }

    /** Many keys on one pair of ciphers, in turn: each keeps its own key, with both providers. */
    @Test
    void sessionsOfOneMachineDoNotDisturbEachOther() {
        for (AeadFactory factory : new AeadFactory[] {AeadProviders.best(), AeadProviders.jdk()}) {
            NonceWatch watched = new NonceWatch(factory);
            PacketScratch scratch = new PacketScratch();
            PacketSealer[] sealers = new PacketSealer[5];
            PacketOpener[] openers = new PacketOpener[5];
            Counters counters = new Counters();
            for (int i = 0; i < 5; i++) {
                byte[] root = Sim.filled(32, i);
                DirectionKeys keys = DirectionKeys.derive(root, Direction.EDGE_TO_VALIDATOR);
                sealers[i] =
                        new PacketSealer(keys, PacketKeys.derive(root, Direction.EDGE_TO_VALIDATOR, watched), scratch);
                openers[i] = new PacketOpener(
                        keys, PacketKeys.derive(root, Direction.EDGE_TO_VALIDATOR, watched), scratch, counters);
            }
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < 500; i++) {
                int which = random.nextInt(5);
                byte[] body = bytes(random.nextInt(200), i);
                byte[] packet = TestPackets.seal(sealers[which], PacketType.DATA, i, 1, body);
                int reader = random.nextInt(5);
                assertThat(TestPackets.open(openers[reader], packet.clone()))
                        .as("round %d of seed 4", i)
                        .isEqualTo(reader == which);
                if (reader != which) {
                    assertThat(TestPackets.open(openers[which], packet)).isTrue();
                }
                assertThat(body(openers[which])).isEqualTo(body);
            }
            assertThat(watched.reused()).isEmpty();
            sealers[0].close();
            assertThatThrownBy(() -> TestPackets.seal(sealers[0], PacketType.DATA, 0, 1, new byte[1]))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(TestPackets.seal(sealers[1], PacketType.DATA, 0, 1, new byte[1]))
                    .hasSize(117);
        }
    }

    @Test
    void ciphersOfOneFactoryBelongToOneThread() throws InterruptedException {
        PacketSealer sealer = packets.sealer();
        TestPackets.seal(sealer, PacketType.DATA, 0, 1, new byte[1]);
        Throwable[] thrown = new Throwable[1];
        Thread other = new Thread(() -> {
            try {
                TestPackets.seal(sealer, PacketType.DATA, 0, 1, new byte[1]);
            } catch (IllegalStateException e) {
                thrown[0] = e;
            }
        });
        other.start();
        other.join();
        assertThat(thrown[0]).hasMessageContaining("belong");
    }
}
