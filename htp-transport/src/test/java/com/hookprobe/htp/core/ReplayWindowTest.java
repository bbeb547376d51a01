package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.wire.Wire;
import org.junit.jupiter.api.Test;

/** HTP 3.1.7, and the algorithm of RFC 6479 against a plain set. */
class ReplayWindowTest {
    @Test
    void replayWindowEdges() {
        ReplayWindow window = new ReplayWindow();
        window.mark(0);
        assertThat(window.fresh(0)).isFalse();
        assertThat(window.fresh(1)).isTrue();
        window.mark(8191);
        // 8192 numbers are remembered: 0 to 8191.
        assertThat(window.fresh(0)).isFalse();
        assertThat(window.fresh(1)).isTrue();
        window.mark(8192);
        // Now 0 is older than the window, and 1 is its last.
        assertThat(window.fresh(0)).isFalse();
        assertThat(window.fresh(1)).isTrue();
        window.mark(8193);
        assertThat(window.fresh(1)).isFalse();
        assertThat(window.fresh(2)).isTrue();
        window.mark(2);
        assertThat(window.fresh(2)).isFalse();
        assertThat(window.fresh(8191)).isFalse();
        assertThat(window.fresh(8190)).isTrue();
    }

    @Test
    void replayWindowSurvivesAJumpToTheLimit() {
        ReplayWindow window = new ReplayWindow();
        window.mark(5);
        long last = Wire.PACKET_NUMBER_LIMIT - 1;
        assertThat(window.fresh(last)).isTrue();
        window.mark(last);
        assertThat(window.fresh(last)).isFalse();
        assertThat(window.fresh(last - 1)).isTrue();
        assertThat(window.fresh(last - 8191)).isTrue();
        assertThat(window.fresh(last - 8192)).isFalse();
        assertThat(window.fresh(6)).isFalse();
        assertThat(window.fresh(Wire.PACKET_NUMBER_LIMIT)).isFalse();
        assertThat(window.fresh(-1)).isFalse();
    }

    @Test
    void replayWindowAgreesWithASet() {
        ReplayWindow window = new ReplayWindow();
        java.util.Set<Long> seen = new java.util.HashSet<>();
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        long max = -1;
        for (int i = 0; i < 200_000; i++) {
            long number = Math.max(0, max + random.nextLong(-9000, 30));
            boolean expected = !seen.contains(number) && number > max - 8192;
            assertThat(window.fresh(number)).isEqualTo(expected);
            if (expected) {
                window.mark(number);
                seen.add(number);
                max = Math.max(max, number);
            }
        }
    }

    /** The ring comes round after 16384 numbers. */
    @Test
    void whatTheRingHeldOneRoundAgoIsForgotten() {
        ReplayWindow window = new ReplayWindow();
        int round = 2 * ReplayWindow.SIZE;
        for (int number = 0; number < round; number++) {
            window.mark(number);
        }
        window.mark(round + 5);
        assertThat(window.fresh(round + 2)).isTrue();
    }
}
