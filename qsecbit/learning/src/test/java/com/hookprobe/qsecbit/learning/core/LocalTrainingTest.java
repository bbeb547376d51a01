package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.TestRows;
import com.hookprobe.qsecbit.model.Schemas;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocalTrainingTest {
    private static final LearnedModel FIRST = LearnedModel.first(TestRows.LAYOUT);
    private static final Recipe RECIPE = new Recipe(AggregationRule.MEAN, 0, 0, false, 128, 200);

    /** What one record can change at most is what the noise is measured by: the very numbers that are released. */
    @Test
    void noRecordChangesMoreThanTheSensitivity() {
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 300; run++) {
            int[] weights =
                    random.ints(TestRows.LAYOUT.size(), -200_000, 200_000).toArray();
            LearnedModel model =
                    new LearnedModel(TestRows.LAYOUT, 1, FIRST.id(), RECIPE, 0, FIRST.used(), weights, weights);
            double[] vector = new double[Schemas.FLOW.size()];
            for (int i = 0; i < vector.length; i++) {
                // Everything set that can be: more bins than any true record has.
                vector[i] = run % 2 == 0 ? 1_000 : random.nextInt(3) * random.nextDouble() * 10;
            }
            for (boolean attack : new boolean[] {true, false}) {
                for (boolean hardened : new boolean[] {true, false}) {
                    GradientSum sum = new GradientSum(model, hardened);
                    sum.add(FlowExample.of(TestRows.LAYOUT, vector, attack));
                    double squares = Math.pow(sum.count() * GradientSum.COUNT_WEIGHT, 2);
                    for (int bin = 0; bin < TestRows.LAYOUT.size(); bin++) {
                        squares += (double) sum.sum(bin) * sum.sum(bin);
                    }
                    assertThat(squares).isLessThanOrEqualTo(GradientSum.sensitivitySquared());
                }
            }
        }
    }

    @Test
    void theSensitivityIsReached() {
        double[] vector = TestRows.vector(new SplittableRandom(1), true);
        vector[Schemas.FLOW.indexOf("src_hosts")] = 5;
        GradientSum sum = new GradientSum(FIRST, false);
        sum.add(FlowExample.of(TestRows.LAYOUT, vector, true));
        assertThat(sum.sum(0)).isEqualTo(GradientSum.PULL_MAX);
        assertThat(sum.count()).isEqualTo(1);
    }

    @Test
    void learnsWhatIsAnAttack() {
        LearnedModel model = FIRST;
        for (int round = 0; round < 40; round++) {
            LocalTraining.Delta delta = LocalTraining.train(
                    model,
                    TestRows.examples(1, 600),
                    LocalTraining.plan(1, ReleasePlan.ALL),
                    true,
                    new SplittableRandom(2)::nextLong);
            double[] joint = Arrays.stream(delta.numbers()).asDoubleStream().toArray();
            model = Stepping.next(model, round + 1, RECIPE, List.of(), joint);
        }
        Measure measure = Measure.of(model, TestRows.examples(9, 300));
        assertThat(measure.f1()).isGreaterThan(0.97);
        assertThat(measure.disguisedF1()).isGreaterThan(0.97);
    }

    @Test
    void sameRowsInAnyOrderAndSameChanceGiveTheSameUpdate() {
        List<FlowExample> rows = TestRows.examples(1, 200);
        List<FlowExample> turned = new java.util.ArrayList<>(rows);
        java.util.Collections.reverse(turned);
        ReleasePlan plan = LocalTraining.plan(1 << 20, ReleasePlan.ALL);
        int[] once = LocalTraining.train(FIRST, rows, plan, true, new SplittableRandom(2)::nextLong)
                .numbers();
        assertThat(LocalTraining.train(FIRST, turned, plan, true, new SplittableRandom(2)::nextLong)
                        .numbers())
                .isEqualTo(once);
        assertThat(LocalTraining.train(FIRST, rows, plan, true, new SplittableRandom(3)::nextLong)
                        .numbers())
                .isNotEqualTo(once);
    }

    @Test
    void noiseIsOnEveryNumberAndOnTheCount() {
        long variance = 1L << 34;
        ReleasePlan plan = LocalTraining.plan(variance, ReleasePlan.ALL);
        LocalTraining.Delta delta =
                LocalTraining.train(FIRST, List.of(), plan, true, new SplittableRandom(4)::nextLong);
        double unit =
                (double) ModelUpdate.ONE / GradientSum.PULL_MAX / LocalTraining.countFloor(TestRows.LAYOUT, variance);
        double deviation = Math.sqrt(Arrays.stream(delta.numbers())
                .mapToDouble(n -> (double) n * n)
                .average()
                .orElse(0));
        // Of no rows at all: noise alone, as large as the plan says, cut towards zero.
        assertThat(deviation).isBetween(Math.sqrt(variance) * unit * 0.85, Math.sqrt(variance) * unit * 1.1);
        long differentBuckets = new SplittableRandom(1)
                .longs(20)
                .map(seed -> LocalTraining.train(FIRST, List.of(), plan, true, new SplittableRandom(seed)::nextLong)
                        .countBucket())
                .distinct()
                .count();
        assertThat(differentBuckets).isGreaterThan(1);
    }

    @Test
    void normIsWithinTheBoundWhateverTheNoise() {
        for (long variance : new long[] {1, 1L << 30, ReleasePlan.VARIANCE_MAX}) {
            LocalTraining.Delta delta = LocalTraining.train(
                    FIRST,
                    TestRows.examples(1, 50),
                    LocalTraining.plan(variance, ReleasePlan.ALL),
                    false,
                    new SplittableRandom(4)::nextLong);
            long squares =
                    Arrays.stream(delta.numbers()).mapToLong(n -> (long) n * n).sum();
            assertThat(squares).isLessThanOrEqualTo((long) ModelUpdate.NORM_MAX * ModelUpdate.NORM_MAX);
        }
    }

    @Test
    void whatIsTooLongIsScaledDownAndKeepsItsDirection() {
        int[] clipped = LocalTraining.clipped(new double[] {300_000, -400_000, 0.9, -0.9});
        assertThat(clipped).containsExactly(19_660, -26_213, 0, 0);
        assertThat(LocalTraining.clipped(new double[] {3, -4.7})).containsExactly(3, -4);
    }

    @Test
    void samplingTakesTheShareOfRecords() {
        ReleasePlan quarter = LocalTraining.plan(1, ReleasePlan.ALL / 4);
        LocalTraining.Delta delta = LocalTraining.train(
                FIRST, TestRows.examples(1, 4_000), quarter, false, new SplittableRandom(4)::nextLong);
        assertThat(delta.countBucket()).isEqualTo(Buckets.of(1_000));
        assertThat(LocalTraining.train(
                                FIRST,
                                TestRows.examples(1, 4_000),
                                LocalTraining.plan(1, ReleasePlan.ALL),
                                false,
                                new SplittableRandom(4)::nextLong)
                        .countBucket())
                .isEqualTo(Buckets.of(4_000));
    }

    @Test
    void aPlanWithATooSmallSensitivityIsRefused() {
        ReleasePlan small = new ReleasePlan(GradientSum.sensitivitySquared() - 1, 1, ReleasePlan.ALL);
        assertThatThrownBy(() -> LocalTraining.train(FIRST, List.of(), small, false, () -> 0))
                .hasMessageContaining("sensitivity");
    }

    /** Where records push each other out, one more changes two: the numbers that are released, in both their orders. */
    @Test
    void noRecordInThePlaceOfAnotherChangesMoreThanTheBoundedSensitivity() {
        SplittableRandom random = new SplittableRandom(12);
        long most = LocalTraining.bounded(1, ReleasePlan.ALL).sensitivitySquared();
        assertThat(most)
                .isGreaterThanOrEqualTo(LocalTraining.plan(1, ReleasePlan.ALL).sensitivitySquared());
        for (int run = 0; run < 300; run++) {
            int[] weights =
                    random.ints(TestRows.LAYOUT.size(), -200_000, 200_000).toArray();
            LearnedModel model =
                    new LearnedModel(TestRows.LAYOUT, 1, FIRST.id(), RECIPE, 0, FIRST.used(), weights, weights);
            GradientSum one = new GradientSum(model, true);
            one.add(FlowExample.of(TestRows.LAYOUT, TestRows.vector(random, true), run % 2 == 0));
            GradientSum other = new GradientSum(model, true);
            other.add(FlowExample.of(TestRows.LAYOUT, TestRows.vector(random, false), run % 3 == 0));
            double squares = 0;
            for (int bin = 0; bin < TestRows.LAYOUT.size(); bin++) {
                squares += Math.pow(one.sum(bin) - other.sum(bin), 2);
            }
            assertThat(squares).isLessThanOrEqualTo(most);
        }
    }
}
