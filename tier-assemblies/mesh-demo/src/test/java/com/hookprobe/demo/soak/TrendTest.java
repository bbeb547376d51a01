package com.hookprobe.demo.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static boolean grows(double slack, int samples, IntToDoubleFunction value) {
        Trend trend = new Trend(slack, 9);
        for (int i = 0; i < samples; i++) {
            trend.add(value.applyAsDouble(i));
        }
        return trend.grows();
    }

    @Test
    void aSteadyLeakGrows() {
        assertThat(grows(10, 90, i -> 100 + i)).isTrue();
    }

    @Test
    void aLeakUnderASawtoothGrows() {
        assertThat(grows(10, 90, i -> 100 + i + 30 * (i % 7))).isTrue();
    }

    @Test
    void noiseDoesNot() {
        Random random = new Random(1);
        assertThat(grows(5, 300, i -> 100 + random.nextInt(40))).isFalse();
    }

    @Test
    void cachesThatFillAndStayDoNot() {
        assertThat(grows(10, 90, i -> Math.min(150, 100 + 2.5 * i))).isFalse();
    }

    @Test
    void whatGrowsByLessThanTheSlackOrAFifthDoesNot() {
        assertThat(grows(50, 90, i -> 10 + i / 2.0)).isFalse();
        assertThat(grows(1, 90, i -> 1000 + i)).isFalse();
    }

    @Test
    void fewSamplesSayNothing() {
        assertThat(grows(0, 8, i -> 100 * i)).isFalse();
        assertThat(new Trend(0, 9).medians()).isEmpty();
    }
}
