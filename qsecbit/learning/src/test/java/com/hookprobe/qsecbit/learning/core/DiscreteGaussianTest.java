package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscreteGaussianTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 4, 30})
    void chancesAreThoseOfTheFormula(long variance) {
        int draws = 200_000;
        int reach = (int) (4 * Math.sqrt(variance)) + 1;
        long[] seen = new long[2 * reach + 1];
        DiscreteGaussian noise = new DiscreteGaussian(variance, new SplittableRandom(7)::nextLong);
        for (int i = 0; i < draws; i++) {
            long x = noise.next();
            if (Math.abs(x) <= reach) {
                seen[(int) x + reach]++;
            }
        }
        double whole = 0;
        for (int x = -20 * reach; x <= 20 * reach; x++) {
            whole += Math.exp(-(double) x * x / (2 * variance));
        }
        double chiSquared = 0;
        int cells = 0;
        for (int x = -reach; x <= reach; x++) {
            double expected = draws * Math.exp(-(double) x * x / (2 * variance)) / whole;
            if (expected >= 10) {
                chiSquared += (seen[x + reach] - expected) * (seen[x + reach] - expected) / expected;
                cells++;
            }
        }
        // Mean cells - 1, deviation sqrt(2 (cells - 1)); five deviations.
        assertThat(chiSquared).isLessThan(cells - 1 + 5 * Math.sqrt(2.0 * (cells - 1)));
    }

    @Test
    void largeNoiseHasItsMeanAndVariance() {
        long variance = 4_000_000_000L;
        DiscreteGaussian noise = new DiscreteGaussian(variance, new SplittableRandom(3)::nextLong);
        int draws = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double x = noise.next();
            sum += x;
            squares += x * x;
        }
        assertThat(sum / draws)
                .isBetween(-5 * Math.sqrt((double) variance / draws), 5 * Math.sqrt((double) variance / draws));
        assertThat(squares / draws / variance).isBetween(0.95, 1.05);
    }

    @Test
    void coinsHaveTheirChances() {
        ExactRandom random = new ExactRandom(new SplittableRandom(5)::nextLong);
        int hits = 0;
        int large = 0;
        BigInteger third = BigInteger.TWO.pow(200);
        for (int i = 0; i < 30_000; i++) {
            hits += random.bernoulliExp(BigInteger.valueOf(3), BigInteger.valueOf(2)) ? 1 : 0;
            large += random.bernoulli(third, third.multiply(BigInteger.valueOf(3))) ? 1 : 0;
        }
        assertThat(hits / 30_000.0).isBetween(Math.exp(-1.5) - 0.01, Math.exp(-1.5) + 0.01);
        assertThat(large / 30_000.0).isBetween(1 / 3.0 - 0.015, 1 / 3.0 + 0.015);
        for (int bound = 1; bound < 40; bound++) {
            assertThat(random.below(bound)).isBetween(0L, bound - 1L);
        }
    }

    @Test
    void variancesOutOfRangeAreRefused() {
        SplittableRandom random = new SplittableRandom(1);
        new DiscreteGaussian(ReleasePlan.VARIANCE_MAX, random::nextLong).next();
        assertThatThrownBy(() -> new DiscreteGaussian(0, random::nextLong)).hasMessageContaining("variance");
        assertThatThrownBy(() -> new DiscreteGaussian(ReleasePlan.VARIANCE_MAX + 1, random::nextLong))
                .hasMessageContaining("variance");
    }
}
