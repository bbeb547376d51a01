package com.hookprobe.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReopenRuleTest {
    private static final long LOOK_NS = Duration.ofSeconds(10).toNanos();

    private final ReopenRule rule = new ReopenRule();
    private long nowNs = Long.MAX_VALUE - LOOK_NS;

    private boolean look(DiskState disk, boolean failed) {
        nowNs += LOOK_NS;
        return rule.look(disk, failed, nowNs);
    }

    @Test
    void whileTheDiskIsFullNothingIsOpenedAndThenAtTheSecondGoodLook() {
        for (int i = 0; i < 100; i++) {
            assertThat(look(DiskState.FULL, true)).isFalse();
        }
        assertThat(look(DiskState.LOW, true)).isFalse();
        assertThat(look(DiskState.LOW, true)).isTrue();
        assertThat(look(DiskState.OK, false)).isFalse();
    }

    /** A disk that is broken, and says that it is not. */
    @Test
    void whatFailsAgainAndAgainIsOpenedEverMoreSeldom() {
        int opened = 0;
        for (long end = nowNs + Duration.ofHours(24).toNanos(); nowNs - end < 0; ) {
            opened += look(DiskState.OK, true) ? 1 : 0;
        }
        assertThat(opened).isBetween(24, 32);
    }

    @Test
    void afterAnHourOfPeaceItBeginsAnew() {
        look(DiskState.OK, true);
        assertThat(look(DiskState.OK, true)).isTrue();
        for (int i = 0; i < 400; i++) {
            assertThat(look(DiskState.OK, false)).isFalse();
        }
        assertThat(look(DiskState.OK, true)).isTrue();
    }
}
