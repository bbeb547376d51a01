package com.hookprobe.identity.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final SetClock clock = new SetClock();
    private final Throttle throttle = new Throttle(3, Duration.ofSeconds(1), Duration.ofSeconds(10));

    @Test
    void delaysDoubleUpToTheLongest() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            throttle.attempt("a", clock.instant());
            Duration wait = throttle.delay("a", clock.instant());
            waits.add(wait.toSeconds());
            clock.forward(wait);
            assertThat(throttle.delay("a", clock.instant())).isZero();
        }
        assertThat(waits).containsExactly(0L, 0L, 0L, 1L, 2L, 4L, 8L, 10L, 10L);
        assertThat(throttle.delay("b", clock.instant())).isZero();
    }

    @Test
    void successForgetsAndADayForgets() {
        fail(6);
        throttle.succeeded("a");
        assertThat(throttle.delay("a", clock.instant())).isZero();
        fail(6);
        clock.forward(Duration.ofDays(1).plusSeconds(1));
        throttle.attempt("a", clock.instant());
        assertThat(throttle.delay("a", clock.instant())).isZero();
    }

    @Test
    void whatIsTakenBackDoesNotCount() {
        fail(3);
        throttle.attempt("a", clock.instant());
        throttle.takeBack("a", clock.instant());
        assertThat(throttle.delay("a", clock.instant())).isZero();
        throttle.attempt("a", clock.instant());
        assertThat(throttle.delay("a", clock.instant())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void itsMemoryIsBoundedAndTheLeastRecentlyUsedGoes() {
        fail(5);
        Instant now = clock.instant();
        for (int i = 0; i < Throttle.KEYS_MAX - 1; i++) {
            throttle.attempt("k" + i, now);
        }
        assertThat(throttle.delay("a", now)).isPositive();
        throttle.attempt("one more", now);
        throttle.attempt("and another", now);
        assertThat(throttle.size()).isEqualTo(Throttle.KEYS_MAX);
        assertThat(throttle.delay("a", now)).as("used a moment ago").isPositive();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throttle.attempt("a", clock.instant());
        }
    }
}
