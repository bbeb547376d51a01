package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.TestKey;
import com.hookprobe.qsecbit.learning.TestRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AggregatorTest {
    private static final LearnedModel BASE = LearnedModel.first(TestRows.LAYOUT);
    private static final int SIZE = TestRows.LAYOUT.size();
    private static final Recipe TRIMMED = new Recipe(AggregationRule.TRIMMED, 1, 0, false, 256, 0);

    private final Map<Bytes32, Member> members = new HashMap<>();

    @BeforeEach
    void enrol() {
        for (int i = 1; i <= 9; i++) {
            members.put(TestKey.id(i), new Member(TestKey.id(100 + i), new TestKey(i).verifier()));
        }
        // A second node of the first owner.
        members.put(TestKey.id(50), new Member(TestKey.id(101), new TestKey(50).verifier()));
    }

    private static int[] flat(int value) {
        int[] delta = new int[SIZE];
        Arrays.fill(delta, value);
        return delta;
    }

    private static byte[] update(int node, int[] delta) {
        return ModelUpdate.sign(TestKey.id(node), BASE.id(), 10, delta, new TestKey(node).signer())
                .encode();
    }

    private Aggregator.Result join(Recipe recipe, List<byte[]> sent, List<FlowExample> rows) {
        return Aggregator.join(BASE, 1, recipe, sent, node -> Optional.ofNullable(members.get(node)), rows);
    }

    private UpdateRefusal refusal(byte[] bad) {
        Aggregator.Result result =
                join(TRIMMED, List.of(update(1, flat(1)), update(2, flat(1)), update(3, flat(1)), bad), List.of());
        assertThat(result.model()).isPresent();
        assertThat(result.used()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(result.refused())
                .singleElement()
                .satisfies(r -> assertThat(r.index()).isEqualTo(3));
        return result.refused().get(0).reason();
    }

    @Test
    void eachFaultHasItsReason() {
        assertThat(refusal(new byte[] {1, 2, 3})).isEqualTo(UpdateRefusal.MALFORMED);
        assertThat(refusal(ModelUpdate.sign(TestKey.id(77), BASE.id(), 1, flat(1), new TestKey(77).signer())
                        .encode()))
                .isEqualTo(UpdateRefusal.UNKNOWN_SIGNER);
        assertThat(refusal(ModelUpdate.sign(TestKey.id(4), BASE.id(), 1, flat(1), new TestKey(5).signer())
                        .encode()))
                .isEqualTo(UpdateRefusal.BAD_SIGNATURE);
        assertThat(refusal(ModelUpdate.sign(TestKey.id(4), TestKey.id(9), 1, flat(1), new TestKey(4).signer())
                        .encode()))
                .isEqualTo(UpdateRefusal.STALE_BASE);
        assertThat(refusal(ModelUpdate.sign(TestKey.id(4), BASE.id(), 1, new int[SIZE - 1], new TestKey(4).signer())
                        .encode()))
                .isEqualTo(UpdateRefusal.WRONG_LENGTH);
        int[] one = new int[SIZE];
        one[0] = ModelUpdate.NORM_MAX;
        one[1] = 1;
        assertThat(refusal(update(4, one))).isEqualTo(UpdateRefusal.OVERSIZED);
        byte[] changed = update(4, flat(1));
        changed[80] ^= 1;
        assertThat(refusal(changed)).isEqualTo(UpdateRefusal.BAD_SIGNATURE);
    }

    @Test
    void theLongestAllowedUpdateCounts() {
        int[] one = new int[SIZE];
        one[0] = ModelUpdate.NORM_MAX;
        assertThat(join(TRIMMED, List.of(update(1, one), update(2, one), update(3, one)), List.of())
                        .refused())
                .isEmpty();
    }

    @Test
    void anOwnerCountsOnceWhateverNodesAndCopiesItSends() {
        byte[] first = update(1, flat(1));
        byte[] second = update(50, flat(2));
        List<byte[]> sent = List.of(first, second, first, update(2, flat(3)), update(3, flat(4)));
        Aggregator.Result result = join(TRIMMED, sent, List.of());
        assertThat(result.used()).hasSize(3).contains(3, 4);
        assertThat(result.refused()).hasSize(2).allMatch(r -> r.reason() == UpdateRefusal.DUPLICATE_OWNER);
    }

    @ParameterizedTest
    @EnumSource(AggregationRule.class)
    void orderOfArrivalChangesNothing(AggregationRule rule) {
        SplittableRandom random = new SplittableRandom(6);
        List<byte[]> sent = new ArrayList<>();
        for (int node = 1; node <= 9; node++) {
            sent.add(update(node, random.ints(SIZE, -300, 300).toArray()));
        }
        sent.add(update(50, flat(7)));
        Recipe recipe = new Recipe(rule, 2, 2, true, 200, 100);
        List<FlowExample> rows = TestRows.examples(1, 60);
        LearnedModel once = join(recipe, sent, rows).model().orElseThrow();
        for (int turn = 0; turn < 5; turn++) {
            Collections.shuffle(sent, new Random(turn));
            assertThat(join(recipe, sent, rows).model().orElseThrow().id()).isEqualTo(once.id());
        }
    }

    @Test
    void tooFewForTheLiarsMakeNoModel() {
        assertThat(join(TRIMMED, List.of(update(1, flat(1)), update(2, flat(1))), List.of())
                        .model())
                .isEmpty();
        assertThat(join(TRIMMED, List.of(), List.of()).model()).isEmpty();
        assertThat(join(TRIMMED, List.of(update(1, flat(1)), update(2, flat(1)), update(3, flat(1))), List.of())
                        .model())
                .isPresent();
    }

    @Test
    void theStepIsMomentumAndJointUpdate() {
        List<byte[]> sent = List.of(update(1, flat(100)), update(2, flat(100)), update(3, flat(100)));
        Recipe recipe = new Recipe(AggregationRule.TRIMMED, 1, 0, false, 128, 64);
        LearnedModel next = join(recipe, sent, List.of()).model().orElseThrow();
        // 100 / 4,096 x 128 / 256 in 1/65,536.
        assertThat(next.weights()).containsOnly(800);
        assertThat(next.parent()).isEqualTo(BASE.id());
        assertThat(next.updates()).isEqualTo(3);
        LearnedModel after = Stepping.next(next, 2, recipe, List.of(), new double[SIZE]);
        assertThat(after.velocity()).containsOnly(200);
        assertThat(after.weights()).containsOnly(1_000);
    }

    @Test
    void rulesDoWhatTheirNamesSay() {
        double[][] vectors = {{1, 1}, {2, 2}, {3, 3}, {1_000, -1_000}};
        double[] even = {1, 1, 1, 1};
        assertThat(JointUpdate.mean(vectors, new double[] {3, 1, 0, 0})).containsExactly(1.25, 1.25);
        assertThat(JointUpdate.trimmed(vectors, even, 1)).containsExactly(2.5, 1.5);
        assertThat(JointUpdate.trimmed(vectors, new double[] {1, 3, 1, 1}, 1)[0])
                .isEqualTo(2.25);
        double[] median = JointUpdate.geometricMedian(vectors, even);
        assertThat(median[0]).isCloseTo(2, within(0.6));
        assertThat(median[1]).isCloseTo(2, within(0.6));
        assertThat(JointUpdate.capNorms(new double[][] {{3, 4}, {0, 1}, {30, 40}})[2])
                .containsExactly(3, 4);
        assertThat(JointUpdate.capCounts(new double[] {100, 120, 1e12})).containsExactly(100, 120, 240);
        // The far one is nearest to itself, but it has to take two of the others.
        assertThat(JointUpdate.mix(vectors, even, 1)[3][0]).isCloseTo(335, within(1.0));
        assertThat(JointUpdate.mix(vectors, even, 1)[0]).containsExactly(2, 2);
    }

    @Test
    void screeningLeavesOutWhoDoesHarm() {
        List<FlowExample> rows = TestRows.examples(1, 90);
        ReleasePlan quiet = LocalTraining.plan(1, ReleasePlan.ALL);
        List<byte[]> sent = new ArrayList<>();
        for (int node = 1; node <= 5; node++) {
            boolean lies = node >= 4;
            List<FlowExample> own = TestRows.examples(node, 300).stream()
                    .map(e -> lies ? e.labelled(!e.isAttack()) : e)
                    .toList();
            sent.add(update(
                    node,
                    LocalTraining.train(BASE, own, quiet, true, new SplittableRandom(1)::nextLong)
                            .numbers()));
        }
        Aggregator.Result result = join(new Recipe(AggregationRule.MEAN, 0, 2, false, 128, 0), sent, rows);
        assertThat(result.used()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(result.refused()).hasSize(2).allMatch(r -> r.reason() == UpdateRefusal.UNHELPFUL);
        // An auditor who has only what was used gets the same weights.
        List<byte[]> used = result.used().stream().map(sent::get).toList();
        LearnedModel again = join(new Recipe(AggregationRule.MEAN, 0, 0, false, 128, 0), used, List.of())
                .model()
                .orElseThrow();
        assertThat(again.weights()).isEqualTo(result.model().orElseThrow().weights());
        assertThat(again.used()).isEqualTo(result.model().orElseThrow().used());
    }
}
