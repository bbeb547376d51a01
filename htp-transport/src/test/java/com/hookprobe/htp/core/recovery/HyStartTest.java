package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 9406. */
class HyStartTest {
    private static final long MS = 1_000_000;

    private final HyStart hyStart = new HyStart();
    private long number;

    /** So many samples, 20 of which are a round; true when slow start is over at its end. */
    private boolean round(int samples, long rttNs) {
        long end = number + samples;
        boolean over = false;
        while (number < end) {
            number++;
            over |= hyStart.onAck(rttNs, number, end + 20);
        }
        return over;
    }

    private void begin() {
        hyStart.onAck(0, 0, 20);
        number = 0;
    }

    @Test
    void staysInSlowStartWhileTheRoundTripIsSteady() {
        begin();
        for (int i = 0; i < 100; i++) {
            assertThat(round(20, 50 * MS + (i % 3) * MS)).isFalse();
            assertThat(hyStart.conservative()).isFalse();
        }
        assertThat(hyStart.growth(1000)).isEqualTo(1000);
    }

    /** The threshold is an eighth of the round trip, but 4 to 16 ms. */
    @Test
    void growthOfTheRoundTripByTheThresholdStartsConservativeSlowStart() {
        long[][] cases = {{10, 4}, {64, 8}, {400, 16}};
        for (long[] each : cases) {
            for (int below = 0; below <= 1; below++) {
                hyStart.reset();
                begin();
                round(20, each[0] * MS);
                round(20, (each[0] + each[1]) * MS - below);
                assertThat(hyStart.conservative())
                        .as("%s ms, %s ns below", each[0], below)
                        .isEqualTo(below == 0);
            }
        }
        assertThat(hyStart.growth(1000)).isEqualTo(1000);
        round(20, 500 * MS);
        assertThat(hyStart.growth(1000)).isEqualTo(250);
    }

    @Test
    void fewerThanEightSamplesDecideNothing() {
        begin();
        round(20, 20 * MS);
        round(7, 200 * MS);
        assertThat(hyStart.conservative()).isFalse();
    }

    @Test
    void fiveConservativeRoundsEndSlowStart() {
        begin();
        round(20, 20 * MS);
        // The first of the five is the one in which it began.
        for (int i = 1; i <= 4; i++) {
            assertThat(round(20, 30 * MS)).as("round %s", i).isFalse();
        }
        assertThat(round(20, 30 * MS)).isTrue();
    }

    @Test
    void aSpuriousSignalIsTakenBack() {
        begin();
        round(20, 20 * MS);
        round(20, 30 * MS);
        assertThat(hyStart.conservative()).isTrue();
        assertThat(round(20, 21 * MS)).isFalse();
        assertThat(hyStart.conservative()).isFalse();
        assertThat(hyStart.growth(1000)).isEqualTo(1000);
        for (int i = 0; i < 20; i++) {
            assertThat(round(20, 21 * MS)).as("round %s", i).isFalse();
        }
    }
}
