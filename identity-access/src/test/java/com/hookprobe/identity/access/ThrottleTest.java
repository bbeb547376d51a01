package com.hookprobe.identity.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final SetClock clock = new SetClock();
    private final Throttle throttle = new Throttle(3, Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** Tries without waiting; how long it had to wait. */
    private Duration tried(String key) {
        return throttle.attempt(key, clock.instant());
    }

    @Test
    void delaysDoubleUpToTheLongest() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Duration wait = tried("a");
            waits.add(wait.toSeconds());
            if (!wait.isZero()) {
                clock.forward(wait.minusNanos(1));
                assertThat(tried("a")).as("a moment too early").isEqualTo(Duration.ofNanos(1));
                clock.forward(Duration.ofNanos(1));
                assertThat(tried("a")).isZero();
            }
        }
        assertThat(waits).containsExactly(0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 10L, 10L);
        assertThat(tried("b")).isZero();
    }

    @Test
    void whatIsRefusedIsNotCounted() {
        fail(4);
        for (int i = 0; i < 100; i++) {
            assertThat(tried("a")).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void aClockThatIsPutBackShutsNobodyOutAndForgetsNoFailure() {
        fail(4);
        assertThat(tried("a")).isEqualTo(Duration.ofSeconds(1));
        clock.back(Duration.ofDays(30));
        assertThat(tried("a")).isZero();
        assertThat(tried("a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void successForgetsAndADayForgets() {
        fail(4);
        throttle.succeeded("a");
        fail(4);
        clock.forward(Duration.ofDays(1).plusSeconds(1));
        fail(4);
        assertThat(tried("a")).isPositive();
    }

    @Test
    void whatIsTakenBackDoesNotCount() {
        fail(4);
        throttle.takeBack("a", clock.instant());
        assertThat(tried("a")).isZero();
        assertThat(tried("a")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void itsMemoryIsBoundedAndTheLeastRecentlyUsedGoes() {
        fail(4);
        for (int i = 0; i < Throttle.KEYS_MAX - 1; i++) {
            tried("k" + i);
        }
        assertThat(tried("a")).isPositive();
        tried("one more");
        tried("and another");
        assertThat(throttle.size()).isEqualTo(Throttle.KEYS_MAX);
        assertThat(tried("a")).as("used a moment ago").isPositive();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(tried("a")).isZero();
        }
    }
}
