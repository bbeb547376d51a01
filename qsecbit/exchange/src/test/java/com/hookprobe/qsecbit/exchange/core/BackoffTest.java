package com.hookprobe.qsecbit.exchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(1_000, 60_000);

    @Test
    void theWaitDoublesUpToAMost() {
        assertThat(backoff.waitNanos(1, 0, 0)).isEqualTo(500);
        assertThat(backoff.waitNanos(1, 0.999, 0)).isBetween(990L, 1_000L);
        assertThat(backoff.waitNanos(3, 0, 0)).isEqualTo(2_000);
        assertThat(backoff.waitNanos(1_000_000, 0.999, 0)).isBetween(59_000L, 60_000L);
    }

    @Test
    void whatTheOtherSideAsksIsWaitedUpToTheMost() {
        assertThat(backoff.waitNanos(1, 0, 7_000)).isEqualTo(7_000);
        assertThat(backoff.waitNanos(1, 0, Long.MAX_VALUE)).isEqualTo(60_000);
    }
}
