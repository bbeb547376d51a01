package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 9002 section 5. */
class RttEstimatorTest {
    private static final long MS = 1_000_000;

    private final RttEstimator rtt = new RttEstimator();

    @Test
    void startsAtAThirdOfASecond() {
        assertThat(rtt.sampled()).isFalse();
        assertThat(rtt.smoothedNs()).isEqualTo(333 * MS);
        assertThat(rtt.variationNs()).isEqualTo(333 * MS / 2);
        assertThat(rtt.probeTimeoutNs()).isEqualTo(333 * MS + 2 * 333 * MS + 25 * MS);
    }

    @Test
    void theFirstSampleIsTakenAsItIs() {
        rtt.sample(100 * MS, 0);
        assertThat(rtt.smoothedNs()).isEqualTo(100 * MS);
        assertThat(rtt.variationNs()).isEqualTo(50 * MS);
        assertThat(rtt.minNs()).isEqualTo(100 * MS);
        assertThat(rtt.probeTimeoutNs()).isEqualTo(100 * MS + 200 * MS + 25 * MS);
        assertThat(rtt.lossDelayNs()).isEqualTo(112_500_000);
    }

    @Test
    void smoothsByAnEighthAndTheDeviationByAQuarter() {
        rtt.sample(100 * MS, 0);
        rtt.sample(180 * MS, 0);
        assertThat(rtt.variationNs()).isEqualTo((3 * 50 * MS + 80 * MS) / 4);
        assertThat(rtt.smoothedNs()).isEqualTo(110 * MS);
        assertThat(rtt.latestNs()).isEqualTo(180 * MS);
        assertThat(rtt.minNs()).isEqualTo(100 * MS);
    }

    @Test
    void thePeersDelayIsTakenOffTheFirstSampleToo() {
        rtt.sample(100 * MS, 20 * MS);
        assertThat(rtt.smoothedNs()).isEqualTo(80 * MS);
        assertThat(rtt.minNs()).isEqualTo(100 * MS);
        RttEstimator told = new RttEstimator();
        told.sample(100 * MS, 500 * MS);
        assertThat(told.smoothedNs()).isEqualTo(MS);
    }

    @Test
    void theDelayIsTakenOffDownToTheMinimum() {
        rtt.sample(100 * MS, 0);
        rtt.sample(110 * MS, 20 * MS);
        assertThat(rtt.smoothedNs()).isEqualTo(100 * MS);
        RttEstimator other = new RttEstimator();
        other.sample(100 * MS, 0);
        other.sample(200 * MS, 90 * MS);
        assertThat(other.smoothedNs()).isEqualTo((7 * 100 * MS + 110 * MS) / 8);
    }

    /** Simulation, seed 60941: the first acknowledgements were lost, and the one that came made the path seem slow. */
    @Test
    void anAcknowledgementThatIsSaidAgainDoesNotMakeThePathSlow() {
        rtt.sample(100 * MS, 0);
        rtt.sample(5_100 * MS, 5_000 * MS);
        assertThat(rtt.smoothedNs()).isEqualTo(100 * MS);
        assertThat(rtt.probeTimeoutNs()).isLessThan(300 * MS);
        assertThat(rtt.lossDelayNs()).isEqualTo(112_500_000);
    }

    @Test
    void aMillisecondIsTheLeast() {
        for (int i = 0; i < 100; i++) {
            rtt.sample(1000, 0);
        }
        assertThat(rtt.lossDelayNs()).isEqualTo(MS);
        assertThat(rtt.probeTimeoutNs()).isBetween(26 * MS, 26 * MS + 10_000);
    }

    @Test
    void absurdSamplesOverflowNothing() {
        rtt.sample(Long.MAX_VALUE, Long.MAX_VALUE);
        rtt.sample(Long.MIN_VALUE, Long.MIN_VALUE);
        rtt.sample(Long.MAX_VALUE, 0);
        assertThat(rtt.probeTimeoutNs()).isBetween(0L, 1_000_000 * MS);
        assertThat(rtt.lossDelayNs()).isPositive();
    }
}
