package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 3.4.10, 3.10.3. */
class HeartbeatsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Heartbeats heartbeats = new Heartbeats(true, 30 * SECOND, 90 * SECOND, new SplittableRandom(1));
    private long nowNs;

    /** Until the next heartbeat; so long was the silence. */
    private long silence(boolean lastOneAnswered) {
        long silenceNs = heartbeats.dueNs() - nowNs;
        nowNs = heartbeats.dueNs();
        assertThat(heartbeats.take(lastOneAnswered, nowNs)).isTrue();
        heartbeats.onSent(nowNs);
        return silenceNs;
    }

    @Test
    void whoListensAsksAfterEverLongerTimes() {
        heartbeats.onSent(nowNs);
        heartbeats.onData(nowNs);
        assertThat(silence(true)).isEqualTo(SECOND);
        assertThat(silence(true)).isEqualTo(2 * SECOND);
        assertThat(silence(true)).isEqualTo(4 * SECOND);
        assertThat(silence(true)).isEqualTo(8 * SECOND);
        assertThat(silence(true)).isEqualTo(16 * SECOND);
        assertThat(silence(true)).isBetween(24 * SECOND, 30 * SECOND);
    }

    @Test
    void whoSavesEnergyDoesNotAsk() {
        heartbeats.saving(true);
        heartbeats.onSent(nowNs);
        heartbeats.onData(nowNs);
        assertThat(silence(true)).isBetween(24 * SECOND, 30 * SECOND);
    }

    @Test
    void silencesGrowToTheLongestWhileTheyAreAnswered() {
        heartbeats.saving(true);
        heartbeats.onSent(nowNs);
        for (int i = 0; i < 10; i++) {
            silence(true);
        }
        assertThat(silence(true)).isBetween(72 * SECOND, 90 * SECOND);
    }

    @Test
    void aSilenceThatWasNotAnsweredTeachesNothing() {
        heartbeats.saving(true);
        heartbeats.onSent(nowNs);
        for (int i = 0; i < 10; i++) {
            silence(false);
        }
        assertThat(silence(false)).isBetween(24 * SECOND, 30 * SECOND);
    }
}
