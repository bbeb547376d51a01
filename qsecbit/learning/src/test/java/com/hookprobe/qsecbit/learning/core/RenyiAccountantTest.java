package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenyiAccountantTest {
    private static final double DELTA = 1e-5;

    private static ReleasePlan plan(double noise, double rate) {
        long sensitivitySquared = 1L << 24;
        return new ReleasePlan(
                sensitivitySquared, Math.round(noise * noise * sensitivitySquared), Math.round(rate * ReleasePlan.ALL));
    }

    /** The Renyi divergence of q N(1, s^2) + (1 - q) N(0, s^2) from N(0, s^2), by Simpson's rule and not by a sum of binomials. */
    private static double integrated(double noise, double rate, int order) {
        double low = -30 * noise;
        double high = 30 * noise + order;
        int steps = 400_000;
        double width = (high - low) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = low + i * width;
            double ratio = 1 - rate + rate * Math.exp((2 * x - 1) / (2 * noise * noise));
            double value = Math.exp(-x * x / (2 * noise * noise) + order * Math.log(ratio));
            sum += value * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
        }
        double integral = sum * width / 3 / (noise * Math.sqrt(2 * Math.PI));
        return Math.log(integral) / (order - 1);
    }

    @ParameterizedTest
    @CsvSource({"1.5, 0.04, 2", "1.5, 0.04, 7", "1.1, 0.0042667, 16", "4, 0.5, 32", "0.8, 0.01, 3"})
    void sampledDivergencesAreThoseOfTheIntegral(double noise, double rate, int order) {
        double expected = integrated(noise, rate, order);
        assertThat(RenyiAccountant.divergence(noise * noise, rate, order)).isCloseTo(expected, within(expected * 1e-6));
    }

    @Test
    void withoutSamplingItIsTheGaussians() {
        assertThat(RenyiAccountant.divergence(4, 1, 6)).isEqualTo(0.75);
        // The sum of binomials comes to the same when nearly everyone takes part.
        assertThat(RenyiAccountant.divergence(4, 1 - 1e-9, 6)).isCloseTo(0.75, within(1e-6));
    }

    @Test
    void publishedEpsilonOfPoissonSampling() {
        // Noise 1.5, rate 0.04, 2,250 steps, delta 1e-5: Opacus' own test has 7.3291 with orders in tenths; ours are
        // whole.
        double epsilon = RenyiAccountant.epsilon(RenyiAccountant.cost(plan(1.5, 0.04), 2_250), DELTA);
        assertThat(epsilon).isBetween(7.3291, 7.45);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "5, 10", "20, 100", "60, 100"})
    void epsilonIsAboveTheExactOneAndNear(double noise, int times) {
        double epsilon = RenyiAccountant.epsilon(RenyiAccountant.cost(plan(noise, 1), times), DELTA);
        // Balle and Wang (2018), theorem 8: the exact delta of Gaussian noise; many releases are one with less noise.
        double shift = Math.sqrt(times) / noise;
        assertThat(exactDelta(shift, epsilon)).isLessThan(DELTA);
        assertThat(exactDelta(shift, epsilon * 0.75)).isGreaterThan(DELTA);
    }

    private static double exactDelta(double shift, double epsilon) {
        return normal(shift / 2 - epsilon / shift) - Math.exp(epsilon) * normal(-shift / 2 - epsilon / shift);
    }

    /** The distribution function, by Simpson's rule. */
    private static double normal(double to) {
        double low = -40;
        int steps = 200_000;
        double width = (to - low) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = low + i * width;
            sum += Math.exp(-x * x / 2) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return sum * width / 3 / Math.sqrt(2 * Math.PI);
    }

    @Test
    void samplingHelpsAndMoreReleasesCost() {
        double all = RenyiAccountant.epsilon(RenyiAccountant.cost(plan(4, 1), 10), DELTA);
        double tenth = RenyiAccountant.epsilon(RenyiAccountant.cost(plan(4, 0.1), 10), DELTA);
        double more = RenyiAccountant.epsilon(RenyiAccountant.cost(plan(4, 1), 11), DELTA);
        assertThat(tenth).isLessThan(all / 4);
        assertThat(more).isGreaterThan(all);
    }

    @Test
    void aBudgetHoldsWhatItIsMadeForAndNoMore() {
        long variance = PrivacyBudget.varianceFor(8_000, 100_000, 1 << 20, ReleasePlan.ALL, 100);
        ReleasePlan plan = new ReleasePlan(1 << 20, variance, ReleasePlan.ALL);
        PrivacyBudget budget = PrivacyBudget.of(8_000, 100_000);
        assertThat(budget.left(plan)).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            budget = budget.charge(plan).orElseThrow();
        }
        assertThat(budget.spent()).isBetween(7.9, 8.0);
        assertThat(budget.left(plan)).isZero();
        assertThat(budget.charge(plan)).isEqualTo(Optional.empty());
        // Less noise would have cost more: the variance is the least.
        ReleasePlan louder = new ReleasePlan(1 << 20, variance - 1, ReleasePlan.ALL);
        assertThat(PrivacyBudget.of(8_000, 100_000).left(louder)).isEqualTo(99);
        // Another plan is charged on top of it.
        assertThat(budget.charge(new ReleasePlan(1 << 20, ReleasePlan.VARIANCE_MAX, 1)))
                .isPresent();
    }

    @Test
    void budgetsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> PrivacyBudget.of(0, 100_000)).hasMessageContaining("epsilon");
        assertThatThrownBy(() -> PrivacyBudget.of(1, 999)).hasMessageContaining("delta");
        assertThatThrownBy(() -> new ReleasePlan(0, 1, 1)).hasMessageContaining("sensitivity");
        assertThatThrownBy(() -> new ReleasePlan(1, 1, ReleasePlan.ALL + 1)).hasMessageContaining("sampled");
        assertThatThrownBy(() -> PrivacyBudget.varianceFor(1, 1_000_000, 1L << 40, ReleasePlan.ALL, 1_000))
                .hasMessageContaining("fewer rounds");
    }
}
