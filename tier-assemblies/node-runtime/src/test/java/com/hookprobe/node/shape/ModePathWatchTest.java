package com.hookprobe.node.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ModePathWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final PathWatch watch = new PathWatch();
    private long second;

    private double rtt(long micros) {
        watch.on(second * 10, 0, micros, false, second * SECOND);
        second += 5;
        return watch.slowness();
    }

    @Test
    void aRiseAboveTheUsualTimeIsSeenOnceThatIsKnown() {
        for (int i = 1; i < RttBaseline.READINGS_MIN; i++) {
            assertThat(rtt(i == 2 ? 200_000 : 40_000))
                    .as("nothing is usual yet")
                    .isEqualTo(1);
        }
        assertThat(rtt(80_000)).isCloseTo(2, within(1e-9));
        assertThat(rtt(49_999)).as("too small a rise").isEqualTo(1);
        assertThat(rtt(50_000)).isCloseTo(1.25, within(1e-9));
    }

    @Test
    void aBusyMachineIsNoSlowPath() {
        for (int i = 0; i < 10; i++) {
            rtt(100);
        }
        assertThat(rtt(10_099)).isEqualTo(1);
        assertThat(rtt(10_100)).isGreaterThan(100);
    }

    @Test
    void aLongerPathBecomesTheUsualOneInTenMinutes() {
        for (int i = 0; i < 60; i++) {
            rtt(40_000);
        }
        long began = second;
        while (rtt(100_000) > 1.5) {
            assertThat(second - began).isLessThanOrEqualTo(600);
        }
        assertThat(second - began).isGreaterThan(250);
    }

    @Test
    void whatThisNodeDelaysItselfSaysNothingAndIsNotLearnt() {
        for (int i = 0; i < 10; i++) {
            rtt(40_000);
        }
        watch.on(0, 0, 200_000, true, second * SECOND);
        assertThat(watch.slowness()).isEqualTo(1);
        assertThat(rtt(80_000)).isCloseTo(2, within(1e-9));
    }

    @Test
    void lossIsThatOfTheWindow() {
        watch.on(0, 0, 1, false, 0);
        watch.on(100, 20, 1, false, SECOND);
        assertThat(watch.loss()).isEqualTo(0.2);
    }
}
