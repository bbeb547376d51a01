package com.hookprobe.qsecbit.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FlowExampleTest {
    private static LearnedModel random(SplittableRandom random) {
        int[] weights = random.ints(TestRows.LAYOUT.size(), -100_000, 100_000).toArray();
        return new LearnedModel(TestRows.LAYOUT, 1, TestKey.id(1), Recipe.NONE, 0, TestKey.id(1), weights, weights);
    }

    /** Nothing that an attacker may do by the schema gets a lower score than the disguise. */
    @Test
    void noMoveWithinTheBudgetIsBetterThanTheDisguise() {
        SplittableRandom random = new SplittableRandom(3);
        FeatureSchema schema = Schemas.FLOW;
        for (int run = 0; run < 300; run++) {
            LearnedModel model = random(random);
            double[] vector = TestRows.vector(random, run % 2 == 0);
            FlowExample example = FlowExample.of(TestRows.LAYOUT, vector, true);
            int least = model.score(example.disguised(model));
            assertThat(least).isLessThanOrEqualTo(example.score(model));
            int found = example.score(model);
            for (int attempt = 0; attempt < 300; attempt++) {
                double[] moved = vector.clone();
                for (int i = 0; i < moved.length; i++) {
                    Feature feature = schema.features().get(i);
                    boolean can = switch (feature.control()) {
                        case FIXED -> false;
                        case GROWS, FREE -> true;
                        case GROWS_WHEN_OPEN -> schema.isOpen(vector);
                    };
                    if (can && random.nextInt(4) > 0) {
                        double raw = StrictMath.expm1(random.nextDouble() * StrictMath.log1p(feature.reach()));
                        moved[i] = feature.control() == Feature.Control.FREE
                                ? random.nextDouble() * feature.reach()
                                : feature.scaled(feature.raw(vector[i]) + raw);
                    }
                }
                found = Math.min(found, model.score(TestRows.LAYOUT.bins(moved)));
            }
            assertThat(found).isGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void binsAreThoseOfTheEdges() {
        double[] vector = new double[Schemas.FLOW.size()];
        assertThat(TestRows.LAYOUT.bins(vector)).containsExactly(0);
        vector[Schemas.FLOW.indexOf("serror_rate")] = 1;
        vector[Schemas.FLOW.indexOf("service=web")] = 1;
        vector[Schemas.FLOW.indexOf("src_bytes")] = StrictMath.log1p(64);
        assertThat(java.util.Arrays.stream(TestRows.LAYOUT.bins(vector)).mapToObj(TestRows.LAYOUT::describe))
                .containsExactly("always", "service=web", "src_bytes from 64.0 below 100.0", "serror_rate from 0.995");
        assertThat(TestRows.LAYOUT.size()).isBetween(200, 1_000);
        assertThat(Layout.of(Schemas.KDD).hash()).isNotEqualTo(TestRows.LAYOUT.hash());
    }

    @Test
    void vectorsOfAnotherShapeAreRefused() {
        assertThatThrownBy(() -> TestRows.LAYOUT.bins(new double[3])).hasMessageContaining("numbers");
        double[] vector = new double[Schemas.FLOW.size()];
        vector[4] = Double.NaN;
        assertThatThrownBy(() -> TestRows.LAYOUT.bins(vector)).hasMessageContaining("finite");
    }

    /** The score is the same on every machine: whole numbers of a file that is the same on every machine. */
    @Test
    void scoresAreKnownNumbers() {
        LearnedModel model = random(new SplittableRandom(77));
        FlowExample attack = FlowExample.of(TestRows.LAYOUT, TestRows.vector(new SplittableRandom(1), true), true);
        assertThat(model.score(attack.bins())).isEqualTo(attack.score(model));
        assertThat(TestRows.LAYOUT.hash().hex()).isEqualTo(HASH);
    }

    private static final String HASH = "14207303258cf3037cb574ae3d6a1721c06b24d35c05e20566aae111717db7d0";

    @Test
    void anEncodingComesBackAndNothingElseIsOne() throws MalformedException {
        SplittableRandom random = new SplittableRandom(5);
        LearnedModel model = random(random);
        for (int run = 0; run < 200; run++) {
            FlowExample example = FlowExample.of(TestRows.LAYOUT, TestRows.vector(random, run % 2 == 0), run % 3 == 0);
            byte[] bytes = example.encode();
            FlowExample back = FlowExample.decode(TestRows.LAYOUT, bytes);
            assertThat(back.encode()).isEqualTo(bytes);
            assertThat(back.bins()).isEqualTo(example.bins());
            assertThat(back.isAttack()).isEqualTo(example.isAttack());
            assertThat(back.disguised(model)).isEqualTo(example.disguised(model));
            byte[] wrong = bytes.clone();
            wrong[2] = (byte) 0xff;
            assertThatThrownBy(() -> FlowExample.decode(TestRows.LAYOUT, wrong)).isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> FlowExample.decode(TestRows.LAYOUT, Arrays.copyOf(bytes, bytes.length + 1)))
                    .isInstanceOf(MalformedException.class);
        }
    }
}
