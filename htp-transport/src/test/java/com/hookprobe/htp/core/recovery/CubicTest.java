package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** RFC 9438, against numbers worked out from its formulas; segments of 1000 bytes. */
class CubicTest {
    private static final int SEGMENT = 1000;
    private static final long MS = 1_000_000;

    private final Cubic cubic = new Cubic();
    private long nowNs;
    private long number;

    CubicTest() {
        cubic.reset(SEGMENT);
    }

    /** One round trip in which the whole window is acknowledged, ten segments an ACK. */
    private void round(long rttMs) {
        long window = cubic.windowBytes();
        long acks = Math.max(1, window / (10 * SEGMENT));
        long start = nowNs;
        for (long i = 1; i <= acks; i++) {
            nowNs = start + rttMs * MS * i / acks;
            number += window / acks;
            cubic.onAck(window / acks, rttMs * MS, rttMs * MS, number, number + window, nowNs);
        }
    }

    private void growTo(long segments) {
        while (cubic.windowBytes() < segments * SEGMENT) {
            cubic.onAck(SEGMENT, 0, 100 * MS, 0, 1, nowNs);
        }
    }

    @Test
    void startsWithTenSegmentsAndDoublesEachRound() {
        assertThat(cubic.windowBytes()).isEqualTo(10 * SEGMENT);
        round(100);
        assertThat(cubic.windowBytes()).isEqualTo(20 * SEGMENT);
        assertThat(cubic.slowStart()).isTrue();
    }

    @Test
    void fallsToSevenTenths() {
        growTo(1000);
        cubic.onCongestion(nowNs);
        assertThat(cubic.windowBytes()).isEqualTo(700 * SEGMENT);
        assertThat(cubic.slowStart()).isFalse();
    }

    /** W_max 1000, window 700: K = cbrt(300 / 0.4) = 9.086 s. */
    @Test
    void followsTheCurveOfTheRfc() {
        growTo(1000);
        cubic.onCongestion(nowNs);
        cubic.onAck(0, 0, 100 * MS, 0, 1, nowNs);
        double k = Math.cbrt(300 / 0.4);
        assertThat(k).isCloseTo(9.0856, within(0.001));
        long startNs = nowNs;
        int checked = 0;
        while (nowNs - startNs < 14_000 * MS) {
            round(100);
            double t = (nowNs - startNs) / 1e9;
            double curve = 0.4 * Math.pow(t - k, 3) + 1000;
            // The target is the curve one round trip ahead, so the window follows close to the curve at t.
            assertThat((double) cubic.windowBytes() / SEGMENT).as("t = %s", t).isCloseTo(curve, within(0.02 * curve));
            checked++;
        }
        assertThat(checked).isGreaterThan(100);
    }

    @Test
    void fastConvergenceLowersTheMaximumOfOneThatHasLess() {
        growTo(1000);
        cubic.onCongestion(nowNs);
        // 700 is less than 1000: W_max becomes 700 * 0.85 = 595, the window 490, K = cbrt(105 / 0.4) = 6.403 s.
        cubic.onCongestion(nowNs);
        assertThat(cubic.windowBytes()).isCloseTo(490 * SEGMENT, within(1L));
        cubic.onAck(0, 0, 50 * MS, 0, 1, nowNs);
        long startNs = nowNs;
        while (nowNs - startNs < 6400 * MS) {
            round(50);
        }
        // Reno has 490 + 0.529 * 128 rounds = 558 by then: the curve decides.
        assertThat((double) cubic.windowBytes() / SEGMENT).isCloseTo(595, within(6.0));
    }

    /** 20 segments at 10 ms: K is 2.47 s, Reno needs 0.16 s to be back. */
    @Test
    void growsLikeRenoWhereTheCurveIsSlower() {
        growTo(20);
        cubic.onCongestion(nowNs);
        assertThat(cubic.windowBytes()).isEqualTo(14 * SEGMENT);
        cubic.onAck(0, 0, 10 * MS, 0, 1, nowNs);
        double alpha = 9.0 / 17;
        double expected = 14;
        for (int i = 0; i < 40; i++) {
            round(10);
            expected += expected >= 20 ? 1 : alpha;
            assertThat((double) cubic.windowBytes() / SEGMENT).as("round %s", i).isCloseTo(expected, within(0.6));
        }
    }

    @Test
    void timeInWhichTheWindowIsNotUsedDoesNotCount() {
        growTo(1000);
        cubic.onCongestion(nowNs);
        cubic.onAck(0, 0, 100 * MS, 0, 1, nowNs);
        round(100);
        long before = cubic.windowBytes();
        for (int i = 0; i < 200; i++) {
            nowNs += 100 * MS;
            cubic.onAck(0, 100 * MS, 100 * MS, number, number + 1, nowNs);
        }
        assertThat(cubic.windowBytes()).isEqualTo(before);
        nowNs += 60_000 * MS;
        cubic.onRestart(nowNs);
        round(100);
        // W(0.2 s) is 719: one round further, not 80 seconds.
        assertThat(cubic.windowBytes()).isBetween(before, 730L * SEGMENT);
    }

    @Test
    void neverFallsBelowTwoSegmentsNorRisesAboveSixteenMebibytes() {
        for (int i = 0; i < 50; i++) {
            cubic.onCongestion(nowNs);
        }
        assertThat(cubic.windowBytes()).isEqualTo(2 * SEGMENT);
        cubic.reset(SEGMENT);
        for (int i = 0; i < 40; i++) {
            round(100);
        }
        assertThat(cubic.windowBytes()).isEqualTo(Cubic.WINDOW_MAX_BYTES);
        cubic.onCongestion(nowNs);
        for (int i = 0; i < 400; i++) {
            round(100);
        }
        assertThat(cubic.windowBytes()).isEqualTo(Cubic.WINDOW_MAX_BYTES);
    }

    @Test
    void persistentCongestionLeavesTwoSegmentsAndASlowStartToTheThreshold() {
        growTo(100);
        cubic.onCongestion(nowNs);
        cubic.onPersistentCongestion();
        assertThat(cubic.windowBytes()).isEqualTo(2 * SEGMENT);
        assertThat(cubic.slowStart()).isTrue();
        for (int i = 0; i < 6; i++) {
            round(10);
        }
        assertThat(cubic.slowStart()).isFalse();
        assertThat(cubic.windowBytes()).isBetween(70L * SEGMENT, 160L * SEGMENT);
    }

    @Test
    void aLargerDatagramRaisesTheLeastWindow() {
        for (int i = 0; i < 50; i++) {
            cubic.onCongestion(nowNs);
        }
        cubic.datagramBytes(8952);
        assertThat(cubic.windowBytes()).isEqualTo(2 * 8952);
    }

    @Test
    void afterHyStartTheCurveStartsAtTheWindow() {
        int rounds = 0;
        // Each round 5 ms longer than the one before.
        while (cubic.slowStart()) {
            round(20 + 5L * rounds);
            rounds++;
            assertThat(rounds).isLessThan(20);
        }
        long window = cubic.windowBytes();
        round(100);
        round(100);
        assertThat(cubic.windowBytes()).isBetween(window, window + 3L * SEGMENT);
    }

    /** RFC 9406 4.3: a later one has its threshold, and does not stop for a round trip that grows. */
    @Test
    void onlyTheFirstSlowStartIsHyStarts() {
        growTo(1000);
        cubic.onCongestion(nowNs);
        cubic.onPersistentCongestion();
        for (int doubled = 0; doubled < 7; doubled++) {
            round(100);
        }
        round(200);
        assertThat(cubic.windowBytes()).isBetween(500L * SEGMENT, 512L * SEGMENT);
    }
}
