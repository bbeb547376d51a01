package com.hookprobe.qsecbit.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Models, updates, orders and reports of health: one form each, and nothing else is read. */
class CodecTest {
    private static final TestKey KEY = new TestKey(3);
    private static final SplittableRandom RANDOM = new SplittableRandom(2);

    private interface Decoder {
        Decoded decode(byte[] bytes) throws MalformedException;
    }

    private record Decoded(byte[] encoded, boolean signed) {}

    private static SignedModel model() {
        int size = TestRows.LAYOUT.size();
        return SignedModel.sign(
                new LearnedModel(
                        TestRows.LAYOUT,
                        7,
                        TestKey.id(5),
                        new Recipe(AggregationRule.MEDIAN, 2, 3, true, 200, 230),
                        10,
                        LearnedModel.used(List.of(TestKey.id(1))),
                        RANDOM.ints(size, -LearnedModel.WEIGHT_MAX, LearnedModel.WEIGHT_MAX)
                                .toArray(),
                        RANDOM.ints(size, -9, 9).toArray()),
                KEY.signer());
    }

    private static void check(byte[] encoded, Decoder decoder) throws MalformedException {
        assertThat(decoder.decode(encoded).encoded).isEqualTo(encoded);
        assertThat(decoder.decode(encoded).signed).isTrue();
        int step = Math.max(1, encoded.length / 300);
        for (int length = 0; length < encoded.length; length += step) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> decoder.decode(cut)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(encoded, encoded.length + 1)))
                .isInstanceOf(MalformedException.class);
        for (int at = 0; at < encoded.length; at += step) {
            byte[] changed = encoded.clone();
            changed[at] ^= (byte) (1 << RANDOM.nextInt(8));
            try {
                // What is still read is not what was signed.
                assertThat(decoder.decode(changed).signed).as("byte " + at).isFalse();
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void models() throws MalformedException {
        SignatureVerifier verifier = KEY.verifier();
        byte[] encoded = model().encode();
        assertThat(encoded.length).isLessThan(5_000);
        check(encoded, bytes -> {
            SignedModel model = SignedModel.decode(bytes);
            return new Decoded(model.encode(), model.verify(verifier));
        });
        assertThat(SignedModel.decode(encoded)).isEqualTo(SignedModel.decode(encoded));
        assertThatThrownBy(() -> SignedModel.decode(new byte[LearnedModel.BYTES_MAX + 1]))
                .hasMessageContaining("at most");
        byte[] damaged = encoded.clone();
        damaged[150] ^= 1;
        assertThatThrownBy(() -> SignedModel.decode(damaged)).hasMessageContaining("damaged");
    }

    @Test
    void updates() throws MalformedException {
        ModelUpdate update = ModelUpdate.sign(
                TestKey.id(1), TestKey.id(2), 9, RANDOM.ints(200, -500, 500).toArray(), KEY.signer());
        check(update.encode(), bytes -> {
            ModelUpdate read = ModelUpdate.decode(bytes);
            return new Decoded(read.encode(), read.verify(KEY.verifier()));
        });
        assertThat(update.isOversized()).isFalse();
    }

    @Test
    void ordersAndHealth() throws MalformedException {
        RolloutOrder order = RolloutOrder.sign(8, TestKey.id(1), TestKey.id(2), 50, KEY.signer());
        assertThat(order.encode()).hasSize(RolloutOrder.BYTES);
        check(order.encode(), bytes -> {
            RolloutOrder read = RolloutOrder.decode(bytes);
            return new Decoded(read.encode(), read.verify(KEY.verifier()));
        });
        ModelHealth health = ModelHealth.sign(TestKey.id(1), TestKey.id(2), 1_000, 5, 1_000, KEY.signer());
        assertThat(health.encode()).hasSize(ModelHealth.BYTES);
        check(health.encode(), bytes -> {
            ModelHealth read = ModelHealth.decode(bytes);
            return new Decoded(read.encode(), read.verify(KEY.verifier()));
        });
    }

    @Test
    void aSignatureOfOneKindIsNoneOfAnother() {
        byte[] signature = RolloutOrder.sign(8, TestKey.id(1), TestKey.id(2), 50, KEY.signer())
                .signature();
        assertThat(new RolloutOrder(8, TestKey.id(1), TestKey.id(2), 49, signature).verify(KEY.verifier()))
                .isFalse();
        assertThat(new SignedModel(model().model(), signature).verify(KEY.verifier()))
                .isFalse();
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> RolloutOrder.sign(0, TestKey.id(1), TestKey.id(2), 50, KEY.signer()))
                .hasMessageContaining("sequence");
        assertThatThrownBy(() -> RolloutOrder.sign(1, TestKey.id(1), TestKey.id(1), 50, KEY.signer()))
                .hasMessageContaining("two models");
        assertThatThrownBy(() -> RolloutOrder.sign(1, TestKey.id(1), TestKey.id(2), 101, KEY.signer()))
                .hasMessageContaining("percent");
        assertThatThrownBy(() -> ModelHealth.sign(TestKey.id(1), TestKey.id(2), 10, 11, 0, KEY.signer()))
                .hasMessageContaining("vetoes");
        assertThatThrownBy(() -> new Recipe(AggregationRule.MEAN, 256, 0, false, 1, 0))
                .hasMessageContaining("liars");
        assertThatThrownBy(() -> new Recipe(AggregationRule.MEAN, 0, 0, false, 0, 0))
                .hasMessageContaining("step");
        assertThatThrownBy(() -> ModelUpdate.sign(TestKey.id(1), TestKey.id(2), 1, new int[] {32_768}, KEY.signer()))
                .hasMessageContaining("32,767");
        int[] heavy = new int[TestRows.LAYOUT.size()];
        heavy[3] = LearnedModel.WEIGHT_MAX + 1;
        assertThatThrownBy(() -> new LearnedModel(
                        TestRows.LAYOUT, 1, TestKey.id(1), Recipe.NONE, 0, TestKey.id(1), heavy, heavy))
                .hasMessageContaining("2^24");
    }

    @Test
    void usedHasNoOrder() {
        assertThat(LearnedModel.used(List.of(TestKey.id(1), TestKey.id(2))))
                .isEqualTo(LearnedModel.used(List.of(TestKey.id(2), TestKey.id(1))))
                .isNotEqualTo(LearnedModel.used(List.of(TestKey.id(1))));
    }
}
