package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.wire.AckRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AckTrackerTest {
    private static final long MS = 1_000_000;

    private final AckTracker acks = new AckTracker();
    private final AckRanges ranges = new AckRanges();

    private void receive(long number, long nowNs) {
        acks.onPacket(number, 0, 1200, true, false, nowNs);
    }

    private static List<long[]> list(AckRanges ranges) {
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < ranges.count(); i++) {
            all.add(new long[] {ranges.high(i), ranges.low(i)});
        }
        return all;
    }

    /** Newest first, at most 32. */
    private static List<long[]> rangesOf(NavigableSet<Long> numbers) {
        List<long[]> all = new ArrayList<>();
        for (long number : numbers.descendingSet()) {
            if (!all.isEmpty() && all.get(all.size() - 1)[1] == number + 1) {
                all.get(all.size() - 1)[1] = number;
            } else if (all.size() < AckRanges.MAX) {
                all.add(new long[] {number, number});
            } else {
                break;
            }
        }
        return all;
    }

    /** What lies below the newest 32 ranges is forgotten for good. */
    private static void forgetOldest(NavigableSet<Long> numbers) {
        List<long[]> kept = rangesOf(numbers);
        numbers.headSet(kept.get(kept.size() - 1)[1]).clear();
    }

    @Test
    void rangesAreThoseOfASetOfNumbers() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            AckTracker tracker = new AckTracker();
            TreeSet<Long> oracle = new TreeSet<>();
            long base = random.nextLong(1000);
            for (int i = 0; i < 200; i++) {
                long number = Math.max(0, base + i - random.nextInt(70));
                tracker.onPacket(number, 0, 1200, true, false, i);
                oracle.add(number);
                forgetOldest(oracle);
                tracker.fill(ranges, i);
                assertThat(list(ranges)).as("seed %s step %s", seed, i).containsExactlyElementsOf(rangesOf(oracle));
            }
        }
    }

    /** Every second number: the oldest ranges are forgotten, the newest 32 stay; late ones fill gaps or are passed over. */
    @Test
    void keepsTheNewestRangesWhenThereAreTooMany() {
        for (long i = 0; i <= 200; i += 2) {
            receive(i, i);
        }
        acks.fill(ranges, 0);
        assertThat(ranges.count()).isEqualTo(32);
        assertThat(ranges.largest()).isEqualTo(200);
        assertThat(ranges.low(31)).isEqualTo(138);
        receive(3, 0);
        acks.fill(ranges, 0);
        assertThat(ranges.low(31)).isEqualTo(138);
        receive(139, 0);
        acks.fill(ranges, 0);
        assertThat(ranges.count()).isEqualTo(31);
        assertThat(ranges.high(30)).isEqualTo(140);
        assertThat(ranges.low(30)).isEqualTo(138);
    }

    @Test
    void aRangeIsToldSixteenTimesThenForgottenIfItIsOld() {
        receive(0, 0);
        receive(2, 0);
        for (int i = 0; i < 16; i++) {
            acks.fill(ranges, 0);
            assertThat(ranges.count()).as("time %s", i).isEqualTo(2);
            acks.sent();
        }
        acks.fill(ranges, 0);
        assertThat(ranges.count()).isEqualTo(1);
        assertThat(ranges.largest()).isEqualTo(2);
    }

    @Test
    void lengthAndGapFitSixteenBits() {
        for (long i = 0; i < 70_000; i++) {
            receive(i, 0);
        }
        acks.fill(ranges, 0);
        assertThat(ranges.count()).isEqualTo(1);
        assertThat(ranges.high(0) - ranges.low(0) + 1).isEqualTo(65_535);
        receive(70_000 + 65_535, 0);
        acks.fill(ranges, 0);
        assertThat(ranges.count()).isEqualTo(2);
        assertThat(ranges.low(0) - ranges.high(1) - 1).isEqualTo(65_535);
        receive(70_000 + 65_535 + 65_537, 0);
        acks.fill(ranges, 0);
        assertThat(ranges.count()).isEqualTo(1);
    }

    @Test
    void everySecondPacketOrAfterTwentyFiveMilliseconds() {
        receive(0, 10);
        assertThat(acks.deadlineNs()).isEqualTo(10 + 25 * MS);
        receive(1, 20);
        assertThat(acks.deadlineNs()).isEqualTo(20);
        acks.sent();
        assertThat(acks.pending()).isFalse();
        receive(2, 30);
        assertThat(acks.deadlineNs()).isEqualTo(30 + 25 * MS);
        acks.onPacket(3, 0, 1200, false, true, 40);
        assertThat(acks.deadlineNs()).isEqualTo(30 + 25 * MS);
    }

    @Test
    void onlyAcksAreNotAcknowledgedByThemselves() {
        acks.onPacket(0, 0, 150, false, false, 0);
        acks.onPacket(5, 0, 150, false, false, 0);
        assertThat(acks.pending()).isFalse();
    }

    @Test
    void atOnceOnAGapAReorderingOrARequest() {
        receive(1, 10);
        assertThat(acks.deadlineNs()).isEqualTo(10);
        acks.sent();
        receive(2, 20);
        receive(0, 30);
        assertThat(acks.deadlineNs()).isEqualTo(30);
        acks.sent();
        acks.onPacket(3, 0, 1200, true, true, 40);
        assertThat(acks.deadlineNs()).isEqualTo(40);
    }

    @Test
    void tellsDelayAndTimestampOfTheLargest() {
        acks.onPacket(1, 77, 1200, true, false, 5 * MS);
        acks.onPacket(0, 66, 1200, true, false, 6 * MS);
        acks.fill(ranges, 7 * MS);
        assertThat(ranges.delayMicros()).isEqualTo(2000);
        assertThat(ranges.echoMillis()).isEqualTo(77);
    }

    /** Acknowledgements for so many packets, one every gapNs. */
    private int acksFor(int packets, long gapNs) {
        int sent = 0;
        for (int i = 0; i < packets; i++) {
            long now = i * gapNs;
            if (acks.deadlineNs() < now) {
                sent++;
                acks.sent();
            }
            receive(i, now);
            if (acks.deadlineNs() <= now) {
                sent++;
                acks.sent();
            }
        }
        return sent;
    }

    @Test
    void everyTenthPacketAboveFiftyMegabits() {
        // 1200 bytes in 190 us are 50.5 Mbit/s; the first 10 ms are still at two.
        assertThat(acksFor(10_053, 190_000)).isBetween(1000, 1060);
    }

    @Test
    void everySecondPacketBelowFiftyMegabits() {
        assertThat(acksFor(10_000, 194_000)).isEqualTo(5000);
    }

    @Test
    void aboveFiftyMegabitsAGapIsToldAtOnceAndNothingWaitsFiveMilliseconds() {
        long now = 0;
        long number = 0;
        for (; number < 200; number++) {
            now = number * 100_000;
            receive(number, now);
            if (acks.deadlineNs() <= now) {
                acks.sent();
            }
        }
        acks.sent();
        receive(number, now + 100_000);
        assertThat(acks.deadlineNs() - now).isBetween(1 * MS, 5 * MS);
        receive(number + 2, now + 200_000);
        assertThat(acks.deadlineNs()).isEqualTo(now + 200_000);
        acks.sent();
        // After a pause it is slow again.
        receive(number + 3, now + 500 * MS);
        assertThat(acks.deadlineNs()).isEqualTo(now + 525 * MS);
    }
}
