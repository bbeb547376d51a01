package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExpDecayTest {
    private static final double TAU_MICROS = 7200e6;

    @Test
    void theDecayIsCloseToTheTruthEverywhere() {
        SplittableRandom random = new SplittableRandom(7);
        double worst = 0;
        for (int i = 0; i < 500_000; i++) {
            long delta = random.nextLong() >>> (26 + random.nextInt(38));
            double truth = StrictMath.exp(-delta / TAU_MICROS);
            worst = Math.max(worst, Math.abs(ExpDecay.decayQ62(delta) / 0x1p62 - truth));
        }
        assertThat(worst).isLessThan(1.3e-12);
    }

    @Test
    void noTimeGivesTheWholeRateAndALongGapGivesOneUnit() {
        assertThat(ExpDecay.decayQ62(0)).isEqualTo(1L << 62);
        assertThat(ExpDecay.learningRateQ48(0) / 0x1p48).isCloseTo(1e-4, org.assertj.core.data.Offset.offset(1e-13));
        for (long gap : new long[] {1L << 38, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            assertThat(ExpDecay.decayQ62(gap)).isZero();
            assertThat(ExpDecay.learningRateQ48(gap)).isEqualTo(1);
        }
    }

    @Test
    void theRateFallsWithTime() {
        long before = Long.MAX_VALUE;
        for (long delta = 0; delta < 1L << 38; delta += 40_000_003L) {
            long rate = ExpDecay.learningRateQ48(delta);
            assertThat(rate).isBetween(1L, before);
            before = rate;
        }
    }
}
