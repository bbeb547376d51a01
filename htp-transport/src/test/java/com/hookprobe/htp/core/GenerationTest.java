package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.NonceWatch;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.Hkdf;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTP 3.3: key generations of a direction, and the schedule they come from. */
class GenerationTest {
    private static final byte[] ROOT = Sim.filled(32, 9);

    private final NonceWatch watch = new NonceWatch(AeadProviders.best());
    private final TestPackets packets = new TestPackets(ROOT, Direction.EDGE_TO_VALIDATOR, watch);
    private final PacketSealer sealer = packets.sealer();
    private final PacketOpener opener = packets.opener();

    @AfterEach
    void noNonceTwice() {
        assertThat(watch.reused()).isEmpty();
    }

    private static byte[] root(int generation) {
        return generation == 0 ? ROOT : Hashes.sha256(new byte[] {(byte) generation, (byte) (generation >> 8)});
    }

    private PacketKeys generation(int generation) {
        return packets.generation(root(generation));
    }

    private byte[] packet() {
        return TestPackets.seal(sealer, PacketType.DATA, 0, 1, new byte[10]);
    }

    private boolean opens(byte[] packet) {
        return TestPackets.open(opener, packet.clone());
    }

    private long wrongGeneration() {
        return packets.counters.dropped(DropReason.GENERATION);
    }

    @Test
    void theFirstPacketOfThePreparedGenerationMakesItCurrent() {
        assertThat(opens(packet())).isTrue();
        sealer.nextGeneration(generation(1));
        byte[] early = packet();
        assertThat(opens(early)).isFalse();
        assertThat(wrongGeneration()).isEqualTo(1);
        opener.prepareNext(generation(1));
        assertThat(opener.hasNext()).isTrue();
        assertThat(opener.currentGeneration()).isZero();
        assertThatThrownBy(() -> opener.prepareNext(generation(1))).isInstanceOf(IllegalStateException.class);
        assertThat(opens(early)).isTrue();
        assertThat(opener.generation()).isEqualTo(1);
        assertThat(opener.currentGeneration()).isEqualTo(1);
        assertThat(opener.hasNext()).isFalse();
        assertThat(opener.hasPrevious()).isTrue();
        // The replay window and the numbers go on.
        assertThat(opener.number()).isEqualTo(1);
        assertThat(opens(early)).isFalse();
        assertThat(packets.counters.dropped(DropReason.REPLAY)).isEqualTo(1);
        assertThat(sealer.generation()).isEqualTo(1);
        assertThat(sealer.sealedInGeneration()).isEqualTo(1);
    }

    @Test
    void aForgeryOfTheNextGenerationChangesNothing() {
        opener.prepareNext(generation(1));
        byte[] forged = packets.raw(root(2), 0x10, 0, 1 | 1 << 24, new byte[4]);
        assertThat(opens(forged)).isFalse();
        assertThat(opener.failures()).isEqualTo(1);
        assertThat(opener.currentGeneration()).isZero();
        assertThat(opens(packet())).isTrue();
        assertThat(opener.generation()).isZero();
    }

    @Test
    void overtakenPacketsOfThePreviousGenerationAreReadUntilItIsDropped() {
        byte[] overtaken = packet();
        byte[] tooLate = packet();
        sealer.nextGeneration(generation(1));
        opener.prepareNext(generation(1));
        assertThat(opens(packet())).isTrue();
        assertThat(opens(overtaken)).isTrue();
        assertThat(opener.generation()).isZero();
        assertThat(opener.currentGeneration()).isEqualTo(1);
        opener.dropPrevious();
        assertThat(opener.hasPrevious()).isFalse();
        assertThat(opens(tooLate)).isFalse();
        assertThat(wrongGeneration()).isEqualTo(1);
        assertThat(opener.failures()).isZero();
        assertThat(opens(packet())).isTrue();
    }

    @Test
    void norBetweenTwoNewOnesOfWhichOneWasOvertaken() {
        sealer.nextGeneration(generation(1));
        opener.prepareNext(generation(1));
        byte[] overtaken = packet();
        packet();
        assertThat(opens(packet())).isTrue();
        assertThat(opens(overtaken)).isTrue();
        assertThat(opens(packets.raw(ROOT, 0x10, 1, 1, new byte[4]))).isFalse();
        assertThat(wrongGeneration()).isEqualTo(1);
    }

    /** RFC 9001 6.4: who has only the old keys cannot go on speaking beside the sender that moved on. */
    @Test
    void oldKeysDoNotSealAfterNewOnes() {
        sealer.nextGeneration(generation(1));
        opener.prepareNext(generation(1));
        packet();
        assertThat(opens(packet())).isTrue();
        assertThat(opens(packets.raw(ROOT, 0x10, 2, 1, new byte[4]))).isFalse();
        assertThat(wrongGeneration()).isEqualTo(1);
        assertThat(opens(packets.raw(ROOT, 0x10, 0, 1, new byte[4]))).isTrue();
    }

    @Test
    void generationsWrapAt256AndGoOn() {
        byte[] last = packet();
        for (int g = 1; g <= 600; g++) {
            sealer.nextGeneration(generation(g));
            opener.prepareNext(generation(g));
            byte[] next = packet();
            assertThat(opens(next)).as("generation %d", g).isTrue();
            assertThat(opener.generation()).isEqualTo(g);
            assertThat(opens(last)).as("overtaken, of generation %d", g - 1).isTrue();
            assertThat(opener.generation()).isEqualTo(g - 1);
            last = packet();
        }
        assertThat(sealer.nextNumber()).isEqualTo(1201);
        assertThat(packets.counters.drops()).isEmpty();
    }

    @Test
    void everyOtherGenerationByteIsDroppedAndCounted() {
        sealer.nextGeneration(generation(1));
        opener.prepareNext(generation(1));
        packet();
        assertThat(opens(packet())).isTrue();
        long number = 100;
        for (int g = 0; g < 256; g++) {
            boolean known = g == 0 || g == 1;
            byte[] packet = packets.raw(root(known ? g : 2), 0x10, g == 0 ? 0 : number++, 1 | g << 24, new byte[4]);
            assertThat(opens(packet)).as("generation byte %d", g).isEqualTo(known);
        }
        assertThat(wrongGeneration()).isEqualTo(254);
        assertThat(opener.failures()).isZero();
    }

    @Test
    void bothEndsAdvanceToTheSameKeysAndLeaveNoneOfTheOld() {
        SessionKeys edge = new SessionKeys(ROOT, true, watch);
        SessionKeys validator = new SessionKeys(ROOT, false, watch);
        PacketSealer up = new PacketSealer(edge.send, edge.first.send(), packets.scratch);
        PacketOpener upOpener =
                new PacketOpener(validator.receive, validator.first.receive(), packets.scratch, packets.counters);
        PacketSealer down = new PacketSealer(validator.send, validator.first.send(), packets.scratch);
        PacketOpener downOpener =
                new PacketOpener(edge.receive, edge.first.receive(), packets.scratch, packets.counters);
        byte[] root = ROOT;
        for (int g = 0; g < 3; g++) {
            byte[] packet = TestPackets.seal(up, PacketType.DATA, g, 1, new byte[g]);
            assertThat(TestPackets.open(upOpener, packet)).isTrue();
            byte[] back = TestPackets.seal(down, PacketType.DATA, g, 1, new byte[g]);
            assertThat(TestPackets.open(downOpener, back)).isTrue();
            assertThat(downOpener.generation()).isEqualTo(g);
            byte[] secret = Sim.filled(32, 20 + g);
            byte[] fingerprint = Sim.filled(64, 30 + g);
            byte[] shared = Sim.filled(32, 40 + g);
            byte[] weights = Sim.filled(32, 50 + g);
            SessionKeys.Generation edgeNext = edge.advance(secret, fingerprint, shared, weights);
            SessionKeys.Generation validatorNext = validator.advance(secret, fingerprint, shared, weights);
            up.nextGeneration(edgeNext.send());
            downOpener.prepareNext(edgeNext.receive());
            down.nextGeneration(validatorNext.send());
            upOpener.prepareNext(validatorNext.receive());
            // root_{g+1} = HMAC(root_g, SHA256(session_secret' || W_fp') || ss' || w_secret')
            byte[] k = Hashes.sha256(secret, fingerprint);
            root = Hashes.hmac(root, k, shared, weights);
            byte[] raw = new TestPackets(ROOT, Direction.EDGE_TO_VALIDATOR, AeadProviders.jdk())
                    .raw(root, 0x10, 1000 + g, 1 | (g + 1) << 24, new byte[1]);
            assertThat(TestPackets.open(upOpener, raw)).isTrue();
        }
    }

    @Test
    void tokensComeFromTheirOwnSecret() {
        byte[] secret = Hkdf.expand(ROOT, "HTP2 e2v tok".getBytes(StandardCharsets.US_ASCII), 32);
        byte[] info = "HTP2 token\0\0\1\2".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(packets.keys.token(0x102))
                .isEqualTo(
                        java.nio.ByteBuffer.wrap(Hkdf.expand(secret, info, 8)).getLong());
    }

    @Test
    void keysOfTwoGenerationsAgoAreErased() {
        PacketKeys first = generation(1);
        opener.prepareNext(first);
        byte[] nonce = new byte[12];
        for (int next = 2; next <= 3; next++) {
            sealer.nextGeneration(generation(next - 1));
            assertThat(opens(packet())).isTrue();
            opener.prepareNext(generation(next));
            first.nonce(0, nonce);
            assertThat(nonce).isNotEqualTo(new byte[12]);
        }
        sealer.nextGeneration(generation(3));
        assertThat(opens(packet())).isTrue();
        first.nonce(0, nonce);
        assertThat(nonce).isEqualTo(new byte[12]);
    }
}
