package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathMtuTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private long nowNs;
    private long number;

    /** Probes for as long as it wants to, over a path that carries so much; what was probed. */
    private List<Integer> search(PathMtu mtu, int carries) {
        List<Integer> probed = new ArrayList<>();
        for (int bytes = mtu.probeBytes(nowNs); bytes > 0; bytes = mtu.probeBytes(nowNs)) {
            probed.add(bytes);
            assertThat(probed).as("an end").hasSizeLessThan(20);
            number++;
            mtu.onProbeSent(number, nowNs);
            assertThat(mtu.probeBytes(nowNs)).as("one probe at a time").isZero();
            if (bytes <= carries) {
                mtu.onProbeAcked(number);
            } else {
                mtu.onProbeLost(number);
            }
        }
        return probed;
    }

    @Test
    void findsTheLargestWhenAllPass() {
        PathMtu mtu = new PathMtu(1200, 1452, false);
        assertThat(mtu.current()).isEqualTo(1200);
        assertThat(search(mtu, 9000)).containsExactly(1280, 1380, 1420, 1452);
        assertThat(mtu.current()).isEqualTo(1452);
        assertThat(mtu.deadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void jumboDatagramsOnLoopbackOnly() {
        PathMtu mtu = new PathMtu(1200, 8952, true);
        search(mtu, 65_535);
        assertThat(mtu.current()).isEqualTo(8952);
        PathMtu elsewhere = new PathMtu(1200, 8952, false);
        search(elsewhere, 65_535);
        assertThat(elsewhere.current()).isEqualTo(1452);
    }

    @ParameterizedTest
    @CsvSource({"1200,1200", "1279,1200", "1280,1280", "1400,1380", "1451,1420", "1452,1452", "9000,1452"})
    void neverMoreThanThePeerReads(int max, int found) {
        PathMtu mtu = new PathMtu(1200, max, false);
        search(mtu, 9000);
        assertThat(mtu.current()).isEqualTo(found);
    }

    @Test
    void aSmallerBaseHasTheSameCandidates() {
        PathMtu mtu = new PathMtu(1000, 1452, false);
        assertThat(search(mtu, 1300)).containsExactly(1280, 1380, 1380, 1380);
        assertThatThrownBy(() -> new PathMtu(1201, 1452, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stopsAfterThreeLostProbesAndTriesAgainAfterTenMinutes() {
        PathMtu mtu = new PathMtu(1200, 1452, false);
        assertThat(search(mtu, 1400)).containsExactly(1280, 1380, 1420, 1420, 1420);
        assertThat(mtu.current()).isEqualTo(1380);
        assertThat(mtu.deadlineNs()).isEqualTo(600 * SECOND_NS);
        nowNs = 600 * SECOND_NS - 1;
        assertThat(mtu.probeBytes(nowNs)).isZero();
        nowNs++;
        assertThat(search(mtu, 9000)).containsExactly(1420, 1452);
        assertThat(mtu.current()).isEqualTo(1452);
    }

    /** Loss that has nothing to do with the size: two of three probes. */
    @Test
    void twoLostProbesAreNoFailure() {
        PathMtu mtu = new PathMtu(1200, 1452, false);
        for (int i = 0; i < 12; i++) {
            assertThat(mtu.probeBytes(nowNs)).isPositive();
            mtu.onProbeSent(i, nowNs);
            if (i % 3 == 2) {
                mtu.onProbeAcked(i);
            } else {
                mtu.onProbeLost(i);
            }
        }
        assertThat(mtu.current()).isEqualTo(1452);
    }

    /** The deadline comes once; a probe that cannot leave then is offered until it can, without a deadline. */
    @Test
    void aProbeThatCannotLeaveMakesNoBusyLoop() {
        PathMtu mtu = new PathMtu(1200, 1452, false);
        search(mtu, 1200);
        nowNs = mtu.deadlineNs();
        assertThat(mtu.probeBytes(nowNs)).isEqualTo(1280);
        assertThat(mtu.deadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(mtu.probeBytes(nowNs + 1)).isEqualTo(1280);
        mtu.onProbeSent(number + 1, nowNs);
        assertThat(mtu.deadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    private PathMtu found(int carries) {
        PathMtu mtu = new PathMtu(1200, 1452, false);
        search(mtu, carries);
        return mtu;
    }

    @Test
    void aBlackHoleEndsInTheBaseAndASearchAMinuteLater() {
        PathMtu mtu = found(9000);
        mtu.onAcked(++number, 1452);
        assertThat(mtu.onLost(++number, 1452, 10)).isFalse();
        mtu.onAcked(++number, 300);
        assertThat(mtu.onLost(++number, 1452, 20)).isFalse();
        mtu.onAcked(++number, 1200);
        assertThat(mtu.onLost(++number, 1300, 30)).isTrue();
        assertThat(mtu.current()).isEqualTo(1200);
        assertThat(mtu.probeBytes(40)).isZero();
        assertThat(mtu.deadlineNs()).isEqualTo(60 * SECOND_NS + 30);
        nowNs = mtu.deadlineNs();
        assertThat(search(mtu, 1400)).containsExactly(1280, 1380, 1420, 1420, 1420);
        assertThat(mtu.current()).isEqualTo(1380);
    }

    @Test
    void congestionIsNoBlackHole() {
        PathMtu mtu = found(9000);
        for (int round = 0; round < 100; round++) {
            long first = number + 1;
            number += 50;
            // A later large packet is acknowledged in the same ACK that shows the loss of the others.
            mtu.onAcked(++number, 1452);
            for (long i = first; i < number; i++) {
                assertThat(mtu.onLost(i, 1452, round)).isFalse();
            }
        }
        // The tail of a message overflows a queue, its short last packet arrives: again and again, data in between.
        for (int round = 100; round < 200; round++) {
            mtu.onAcked(++number, 1452);
            for (int i = 0; i < 10; i++) {
                assertThat(mtu.onLost(++number, 1452, round)).isFalse();
            }
            mtu.onAcked(++number, 700);
        }
        assertThat(mtu.current()).isEqualTo(1452);
    }

    @Test
    void lossOfSmallPacketsAndOfProbesIsNoBlackHole() {
        PathMtu mtu = found(1400);
        for (int i = 0; i < 100; i++) {
            assertThat(mtu.onLost(++number, 1200, i)).isFalse();
        }
        nowNs = mtu.deadlineNs();
        search(mtu, 1400);
        assertThat(mtu.current()).isEqualTo(1380);
    }

    @Test
    void threeProbeTimeoutsEndInTheBase() {
        PathMtu mtu = found(9000);
        assertThat(mtu.onProbeTimeout(1, 10)).isFalse();
        assertThat(mtu.onProbeTimeout(2, 20)).isFalse();
        assertThat(mtu.onProbeTimeout(3, 30)).isTrue();
        assertThat(mtu.current()).isEqualTo(1200);
        assertThat(mtu.onProbeTimeout(4, 40)).isFalse();
    }

    @Test
    void anotherPathStartsAtTheBaseAndOldProbesSayNothing() {
        PathMtu mtu = new PathMtu(1200, 1452, false);
        mtu.onProbeSent(7, 0);
        mtu.onPathChanged();
        mtu.onProbeAcked(7);
        assertThat(mtu.current()).isEqualTo(1200);
        assertThat(search(mtu, 9000)).containsExactly(1280, 1380, 1420, 1452);
        mtu.onPathChanged();
        assertThat(mtu.current()).isEqualTo(1200);
        assertThat(search(mtu, 1300)).containsExactly(1280, 1380, 1380, 1380);
    }

    @Test
    void whatWasSentBeforeALargePacketThatArrivedIsNoSign() {
        PathMtu mtu = found(9000);
        long before = number + 1;
        number += 10;
        mtu.onAcked(++number, 1452);
        for (int i = 0; i < 10; i++) {
            assertThat(mtu.onLost(before + i, 1452, 10 + i)).isFalse();
        }
        assertThat(mtu.current()).isEqualTo(1452);
    }
}
