package com.hookprobe.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-11-28T00:00:00Z");
    private static final long SLACK = 30_000_000;

    private final List<String> told = new ArrayList<>();
    private long ns = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();
    private final long startNs = ns;
    private Duration moved = Duration.ZERO;
    private final SteadyClock clock =
            new SteadyClock(() -> START.plusNanos(ns - startNs).plus(moved), () -> ns, new SteadyClock.Listener() {
                @Override
                public void doubted(long byMicros) {
                    told.add("doubted " + Duration.of(byMicros, ChronoUnit.MICROS));
                }

                @Override
                public void agreed() {
                    told.add("agreed");
                }

                @Override
                public void moved(long byMicros, boolean shown) {
                    told.add("moved " + Duration.of(byMicros, ChronoUnit.MICROS) + " " + shown);
                }
            });

    private Duration since() {
        return Duration.between(START, clock.instant());
    }

    private void pass(Duration time) {
        // Somebody reads it all the time.
        for (long end = ns + time.toNanos(); ns - end < 0; ns += 1_000_000_000L) {
            clock.look();
        }
    }

    @Test
    void smallStepsAreFollowed() {
        moved = Duration.ofMillis(1_900);
        assertThat(since()).isEqualTo(moved);
        moved = Duration.ZERO;
        assertThat(since()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void aJumpIsToldOnceAndNotFollowedAndTakenBackByWhoSetsItRight() {
        for (Duration jump : List.of(Duration.ofHours(3), Duration.ofHours(-3), Duration.ofDays(365))) {
            Duration before = since();
            moved = jump;
            pass(Duration.ofMinutes(5));
            assertThat(since()).isEqualTo(before.plusMinutes(5));
            assertThat(clock.doubtMicros()).isEqualTo(jump.toNanos() / 1_000);
            moved = Duration.ZERO;
            assertThat(since()).isEqualTo(before.plusMinutes(5));
            assertThat(told).containsExactly("doubted " + jump, "agreed");
            told.clear();
        }
    }

    @Test
    void whatNobodySpeaksAgainstIsFollowedAfterTenMinutes() {
        moved = Duration.ofHours(-2);
        pass(Duration.ofMinutes(11));
        assertThat(told).containsExactly("doubted PT-2H", "moved PT-2H false");
        assertThat(since()).isEqualTo(Duration.ofMinutes(11).minusHours(2));
        assertThat(clock.doubtMicros()).isZero();
    }

    @Test
    void theMeshShowsThatTheMachineIsRight() {
        moved = Duration.ofDays(365);
        pass(Duration.ofSeconds(5));
        clock.shown(START.plus(moved).toEpochMilli() * 1_000, SLACK);
        assertThat(told).containsExactly("doubted PT8760H", "moved PT8760H true");
    }

    @Test
    void theMeshShowsAgainAndAgainThatTheMachineIsWrong() {
        for (Duration jump : List.of(Duration.ofHours(5), Duration.ofHours(-5))) {
            moved = jump;
            for (int i = 0; i < 100; i++) {
                pass(Duration.ofMinutes(1));
                clock.shown(START.plus(since()).toEpochMilli() * 1_000 - 10_000_000, SLACK);
            }
            assertThat(told).containsExactly("doubted " + jump);
            moved = Duration.ZERO;
            pass(Duration.ofSeconds(1));
            told.clear();
        }
    }

    /** Whoever catches up with a long ledger says nothing about now. */
    @Test
    void oldEpochsDecideNothing() {
        moved = Duration.ofHours(5);
        for (int i = 0; i < 11; i++) {
            pass(Duration.ofMinutes(1));
            clock.shown(START.minus(Duration.ofDays(30)).toEpochMilli() * 1_000, SLACK);
        }
        assertThat(told).containsExactly("doubted PT5H", "moved PT5H false");
    }
}
