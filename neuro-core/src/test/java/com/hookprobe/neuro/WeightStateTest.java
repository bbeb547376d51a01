package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightStateTest {
    private static byte[] withChecksum(byte[] bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(NeuroLabels.STATE_CHECKSUM.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        digest.update(bytes, 0, bytes.length - 32);
        System.arraycopy(digest.digest(), 0, bytes, bytes.length - 32, 32);
        return bytes;
    }

    private static void assertDamaged(byte[] bytes, String message) {
        assertThatThrownBy(() -> WeightState.deserialise(bytes))
                .isInstanceOf(NeuroException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((NeuroException) e).kind())
                .isEqualTo(NeuroException.Kind.STATE_DAMAGED);
    }

    @Test
    void serialisedAndBackItGoesOnTheSame() throws Exception {
        List<Ter> ters = Histories.after(TerChain.START, 11, 30);
        WeightState state = Histories.evolved(11, ters.subList(0, 20));
        byte[] bytes = state.serialise();
        assertThat(bytes).hasSize(WeightState.SERIALISED_BYTES).hasSize(149_342);
        WeightState back = WeightState.deserialise(bytes);
        assertThat(back.serialise()).isEqualTo(bytes);
        assertThat(back.fingerprint()).isEqualTo(state.fingerprint());
        assertThat(back.chain()).isEqualTo(state.chain());
        ters.subList(20, 30).forEach(ter -> {
            WeightEvolution.step(state, ter);
            WeightEvolution.step(back, ter);
        });
        assertThat(back.fingerprint()).isEqualTo(state.fingerprint());
        assertThat(back.wSecret()).isEqualTo(state.wSecret());
    }

    @Test
    void aDamagedStateIsRefused() throws Exception {
        byte[] good =
                Histories.evolved(12, Histories.after(TerChain.START, 12, 3)).serialise();
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            int at = i < 100 ? i : random.nextInt(good.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            assertDamaged(bad, "the weight state");
        }
        assertDamaged(Arrays.copyOf(good, good.length - 1), "expected 149342");
        assertDamaged(Arrays.copyOf(good, good.length + 1), "expected 149342");
        assertDamaged(new byte[0], "expected 149342");
        byte[] other = good.clone();
        ByteBuffer.wrap(other).putInt(8, 2);
        assertDamaged(withChecksum(other), "version 2");
    }

    @Test
    void impossibleValuesAreRefusedEvenWithAGoodChecksum() throws Exception {
        byte[] good = WeightState.fromSeed(Histories.seed(13)).serialise();
        byte[] negative = good.clone();
        ByteBuffer.wrap(negative).putLong(12, -1);
        assertDamaged(withChecksum(negative), "impossible history");
        byte[] timeWithoutRecord = good.clone();
        ByteBuffer.wrap(timeWithoutRecord).putLong(20, 5);
        assertDamaged(withChecksum(timeWithoutRecord), "impossible history");
        for (long master : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, (1L << 55) + 1, -(1L << 55) - 1}) {
            byte[] large = good.clone();
            ByteBuffer.wrap(large).putLong(62, master);
            assertDamaged(withChecksum(large), "out of range at index 0");
        }
        byte[] edge = good.clone();
        ByteBuffer.wrap(edge).putLong(62, -(1L << 55));
        assertThat(WeightState.deserialise(withChecksum(edge)).masters()[0]).isEqualTo(-(1L << 55));
    }

    @Property(tries = 200, seed = "51")
    void anyBytesAreRefusedWithTheDeclaredException(@ForAll @Size(max = 300) byte[] bytes) {
        assertDamaged(bytes, "the weight state");
    }

    @Test
    void aCopyIsIndependent() {
        List<Ter> ters = Histories.after(TerChain.START, 14, 2);
        WeightState state = WeightState.fromSeed(Histories.seed(14));
        byte[] before = state.fingerprint();
        WeightState copy = state.copy();
        WeightEvolution.step(copy, ters.get(0));
        assertThat(state.fingerprint()).isEqualTo(before);
        assertThat(state.count()).isZero();
        copy.close();
        assertThat(state.fingerprint()).isEqualTo(before);
    }

    @Test
    void closingWipesEverything() {
        WeightState state = Histories.evolved(15, Histories.after(TerChain.START, 15, 2));
        state.fingerprint();
        Posf.sign(state, new byte[32], new byte[8]);
        long[] masters = state.masters();
        byte[] rho = state.rho();
        byte[] key = state.keys().posfKey();
        int[] outputs = state.activations().z3;
        state.close();
        assertThat(masters).containsOnly(0L);
        assertThat(rho).containsOnly(0);
        assertThat(key).containsOnly(0);
        assertThat(outputs).containsOnly(0);
        assertThat(state.closed()).isTrue();
        assertThat(state.toString()).isEqualTo("WeightState[closed]");
        assertThatThrownBy(state::fingerprint).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(state::wSecret).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(state::serialise).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(state::copy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Posf.sign(state, new byte[32], new byte[8])).isInstanceOf(IllegalStateException.class);
        state.close();
    }

    @Test
    void aStepForgetsTheKeysOfTheOldWeights() {
        WeightState state = WeightState.fromSeed(Histories.seed(16));
        byte[] oldKey = state.keys().posfKey();
        byte[] oldRho = state.rho().clone();
        byte[] secret = state.wSecret();
        WeightEvolution.step(state, Histories.after(TerChain.START, 16, 1).get(0));
        assertThat(oldKey).containsOnly(0);
        assertThat(state.rho()).isNotEqualTo(oldRho);
        assertThat(state.wSecret()).isNotEqualTo(secret);
    }

    @Test
    void whatIsHandedOutIsNotTheInside() {
        WeightState state = WeightState.fromSeed(Histories.seed(17));
        byte[] fingerprint = state.fingerprint();
        byte[] secret = state.wSecret();
        state.fingerprint()[0] ^= 1;
        state.wSecret()[0] ^= 1;
        assertThat(state.fingerprint()).isEqualTo(fingerprint).hasSize(64);
        assertThat(state.wSecret()).isEqualTo(secret).hasSize(32);
        assertThat(state.keys()).isSameAs(state.keys());
    }

    @Test
    void aSeedHas32Bytes() {
        for (int length : new int[] {0, 31, 33, 64}) {
            assertThatThrownBy(() -> WeightState.fromSeed(new byte[length]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("32");
        }
    }

    @Test
    void aStepThatMayNotComeNextIsRefusedAndChangesNothing() {
        List<Ter> ters = Histories.after(TerChain.START, 18, 3);
        WeightState state = Histories.evolved(18, ters.subList(0, 1));
        byte[] before = state.fingerprint();
        assertThatThrownBy(() -> WeightEvolution.step(state, ters.get(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SEQUENCE_GAP");
        assertThatThrownBy(() -> WeightEvolution.step(state, ters.get(0))).hasMessageContaining("SEQUENCE_REPEAT");
        assertThat(state.fingerprint()).isEqualTo(before);
    }
}
