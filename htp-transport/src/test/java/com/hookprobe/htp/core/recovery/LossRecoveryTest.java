package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.core.wire.AckRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LossRecoveryTest implements LossRecovery.Listener<int[]> {
    private static final long MS = 1_000_000;
    private static final int BYTES = 1200;

    private final List<Long> acked = new ArrayList<>();
    private final List<Long> lost = new ArrayList<>();
    private final List<Long> probes = new ArrayList<>();
    private final LossRecovery<int[]> recovery = new LossRecovery<>(() -> new int[1], new Cubic(), BYTES);

    @Override
    public void onAcked(FlightPacket<int[]> packet) {
        acked.add(packet.number());
    }

    @Override
    public void onLost(FlightPacket<int[]> packet) {
        lost.add(packet.number());
    }

    @Override
    public boolean onProbe(FlightPacket<int[]> packet) {
        probes.add(packet.number());
        return true;
    }

    private void send(long number, long nowNs) {
        recovery.onSent(recovery.obtain(), number, BYTES, false, nowNs);
    }

    /** Pairs of high and low. */
    private boolean ack(long nowNs, long next, long... pairs) {
        AckRanges ranges = new AckRanges();
        ranges.begin(0, 0);
        for (int i = 0; i < pairs.length; i += 2) {
            ranges.add(pairs[i], pairs[i + 1]);
        }
        return recovery.onAck(ranges, next, nowNs, this);
    }

    @Test
    void refusesNumbersThatWereNeverSent() {
        send(0, 0);
        assertThat(ack(MS, 1, 1, 0)).isFalse();
        assertThat(acked).isEmpty();
        assertThat(recovery.inFlightBytes()).isEqualTo(BYTES);
        // Number 1 was a packet that wants no acknowledgement.
        assertThat(ack(MS, 2, 1, 0)).isTrue();
        assertThat(acked).containsExactly(0L);
        assertThat(recovery.rtt().sampled())
                .as("the largest was not ack-eliciting")
                .isFalse();
    }

    @Test
    void refusesNumbersThatDoNotAscend() {
        send(5, 0);
        assertThatThrownBy(() -> send(5, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void threeLaterNumbersMakeALoss() {
        for (int i = 0; i < 4; i++) {
            send(i, 0);
        }
        ack(50 * MS, 4, 2, 1);
        assertThat(lost).isEmpty();
        ack(50 * MS, 4, 3, 1);
        assertThat(lost).containsExactly(0L);
        assertThat(recovery.idle()).isTrue();
        assertThat(recovery.inFlightBytes()).isZero();
        assertThat(recovery.packetsLost()).isEqualTo(1);
    }

    @Test
    void nineEighthsOfARoundTripMakeALoss() {
        send(0, 0);
        send(1, 8 * MS);
        ack(88 * MS, 2, 1, 1);
        assertThat(lost).isEmpty();
        assertThat(recovery.deadlineNs()).isEqualTo(90 * MS);
        recovery.onTimer(90 * MS - 1, this);
        assertThat(lost).isEmpty();
        recovery.onTimer(90 * MS, this);
        assertThat(lost).containsExactly(0L);
        assertThat(recovery.deadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anAcknowledgementAfterTheLossIsPassedOver() {
        for (int i = 0; i < 4; i++) {
            send(i, 0);
        }
        ack(50 * MS, 4, 3, 1);
        long window = recovery.windowBytes();
        ack(60 * MS, 4, 3, 0);
        assertThat(acked).containsExactly(1L, 2L, 3L);
        assertThat(recovery.windowBytes()).isEqualTo(window);
        assertThat(recovery.packetsLost()).isEqualTo(1);
    }

    @Test
    void probesNameTheOldestTwoAndDoubleUpToThreeSeconds() {
        for (int i = 0; i < 3; i++) {
            send(i, 0);
        }
        long now = 0;
        long[] intervals = {1024 * MS, 2048 * MS, 3000 * MS, 3000 * MS};
        for (long interval : intervals) {
            assertThat(recovery.deadlineNs()).isEqualTo(now + interval);
            now += interval;
            probes.clear();
            recovery.onTimer(now, this);
            assertThat(probes).containsExactly(0L, 1L);
            assertThat(recovery.takeProbes()).isEqualTo(2);
            assertThat(recovery.takeProbes()).isZero();
        }
        assertThat(recovery.probeCount()).isEqualTo(4);
        assertThat(recovery.inFlightBytes()).isEqualTo(3 * BYTES);
        assertThat(recovery.packetsLost()).isZero();
        ack(now + 1, 3, 0, 0);
        assertThat(recovery.probeCount()).isZero();
    }

    @Test
    void theProbeTimerRunsFromTheLastPacketSent() {
        send(0, 0);
        ack(100 * MS, 1, 0, 0);
        send(1, 200 * MS);
        send(2, 250 * MS);
        assertThat(recovery.deadlineNs()).isEqualTo(250 * MS + 100 * MS + 200 * MS + 25 * MS);
    }

    /** A heartbeat, say. */
    @Test
    void nothingElseThatIsSentPutsOffTheNextProbes() {
        send(0, 0);
        long first = recovery.deadlineNs();
        recovery.onTimer(first, this);
        long second = recovery.deadlineNs();
        send(1, second - MS);
        assertThat(recovery.deadlineNs()).isEqualTo(second);
    }

    @Test
    void oldProbesDoNotHurryWhatIsSentAfterAllElseWasLost() {
        send(0, 0);
        ack(20 * MS, 1, 0, 0);
        send(1, 100 * MS);
        long at = recovery.deadlineNs();
        recovery.onTimer(at, this);
        send(2, at);
        send(3, at);
        // 4 to 7 were acknowledgements of ours.
        ack(at + 40 * MS, 8, 7, 7);
        assertThat(recovery.idle()).isTrue();
        send(8, at + 10_000 * MS);
        assertThat(recovery.deadlineNs()).isGreaterThan(at + 10_000 * MS);
    }

    @Test
    void probesAreWantedThoughNothingIsThereToSendAgain() {
        recovery.onSent(recovery.obtain(), 0, 1280, true, 0);
        long deadline = recovery.deadlineNs();
        recovery.onTimer(deadline, this);
        assertThat(probes).isEmpty();
        assertThat(recovery.takeProbes()).isEqualTo(2);
        assertThat(recovery.deadlineNs()).isGreaterThan(deadline);
    }

    @Test
    void aLostMtuProbeIsNoCongestion() {
        recovery.onSent(recovery.obtain(), 0, 1452, true, 0);
        for (int i = 1; i < 5; i++) {
            send(i, 0);
        }
        long window = recovery.windowBytes();
        ack(50 * MS, 5, 4, 1);
        assertThat(lost).containsExactly(0L);
        assertThat(recovery.windowBytes()).isGreaterThanOrEqualTo(window);
        assertThat(recovery.packetsLost()).isZero();
        assertThat(recovery.inFlightBytes()).isZero();
    }

    @Test
    void theWindowFallsOncePerRoundTrip() {
        for (int i = 0; i < 10; i++) {
            send(i, i * MS);
        }
        ack(50 * MS, 10, 3, 3);
        assertThat(lost).containsExactly(0L);
        long window = recovery.windowBytes();
        assertThat(window).isLessThanOrEqualTo(10 * BYTES);
        ack(51 * MS, 10, 9, 9, 3, 3);
        assertThat(lost).hasSize(6);
        assertThat(recovery.windowBytes()).isEqualTo(window);
        // What was sent before the event does not let it grow either.
        ack(52 * MS, 10, 9, 7, 3, 3);
        assertThat(recovery.windowBytes()).isEqualTo(window);
    }

    @Test
    void aWindowThatIsNotUsedDoesNotGrow() {
        long now = 0;
        for (int i = 0; i < 200; i++) {
            send(i, now);
            recovery.onApplicationLimited();
            now += 20 * MS;
            ack(now, i + 1, i, 0);
        }
        assertThat(recovery.windowBytes()).isEqualTo(10 * BYTES);
    }

    @Test
    void aWindowThatIsFilledGrows() {
        int number = 0;
        while (recovery.windowOpen()) {
            send(number++, 0);
        }
        assertThat(number).isEqualTo(10);
        ack(20 * MS, number, number - 1, 0);
        assertThat(recovery.windowBytes()).isEqualTo(20 * BYTES);
    }

    /** RFC 9002 7.6: losses over more than three probe timeouts with nothing acknowledged between. */
    @Test
    void persistentCongestionLeavesTwoDatagrams() {
        persistent(0);
        assertThat(recovery.windowBytes()).isEqualTo(2 * BYTES);
    }

    @Test
    void anAcknowledgementBetweenMakesItNotPersistent() {
        persistent(8);
        assertThat(recovery.windowBytes()).isEqualTo(14L * BYTES * 7 / 10);
    }

    /** Packets 1 to 13, 100 ms apart, all lost but the one given; the probe timeout is 325 ms. */
    private void persistent(long arrives) {
        send(0, 0);
        recovery.onApplicationLimited();
        ack(100 * MS, 1, 0, 0);
        for (int i = 1; i <= 16; i++) {
            send(i, 100 * MS + i * (100 * MS));
            recovery.onApplicationLimited();
        }
        long now = 1800 * MS;
        if (arrives > 0) {
            ack(now, 17, 16, 14, arrives, arrives);
        } else {
            ack(now, 17, 16, 14);
        }
        assertThat(lost).hasSize(arrives > 0 ? 12 : 13);
    }

    @Test
    void onAnotherPathAllStartsAnewButWhatIsInFlightIsStillDecided() {
        for (int i = 0; i < 10; i++) {
            send(i, 0);
        }
        ack(40 * MS, 10, 0, 0);
        recovery.onPathChanged();
        assertThat(recovery.inFlightBytes()).isZero();
        assertThat(recovery.windowBytes()).isEqualTo(10 * BYTES);
        assertThat(recovery.rtt().sampled()).isFalse();
        send(10, 50 * MS);
        // Old ones: no sample, no growth, no decrease, no bytes off the new path's.
        ack(60 * MS, 11, 9, 9, 0, 0);
        assertThat(acked).contains(9L);
        assertThat(lost).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(recovery.rtt().sampled()).isFalse();
        assertThat(recovery.windowBytes()).isEqualTo(10 * BYTES);
        assertThat(recovery.inFlightBytes()).isEqualTo(BYTES);
        ack(90 * MS, 11, 10, 9, 0, 0);
        assertThat(recovery.rtt().smoothedNs()).isEqualTo(40 * MS);
        assertThat(recovery.inFlightBytes()).isZero();
    }

    @Test
    void abandonForgetsAll() {
        for (int i = 0; i < 10; i++) {
            send(i, 0);
        }
        recovery.abandon();
        assertThat(recovery.idle()).isTrue();
        assertThat(recovery.inFlightBytes()).isZero();
        assertThat(recovery.deadlineNs()).isEqualTo(Long.MAX_VALUE);
        recovery.onTimer(Long.MAX_VALUE - 1, this);
        assertThat(lost).isEmpty();
    }

    @Test
    void thereIsAnEndOfPacketsInFlight() {
        for (int i = 0; i < LossRecovery.PACKETS_MAX; i++) {
            assertThat(recovery.windowOpen()).isTrue();
            recovery.onSent(recovery.obtain(), i, 0, false, 0);
        }
        assertThat(recovery.windowOpen()).isFalse();
    }

    /** Against maps and sets: each packet ends once, as acknowledged or as lost by the rules of RFC 9002 6.1. */
    @Test
    void decidesAsTheRulesSay() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            LossRecovery<int[]> tested = new LossRecovery<>(() -> new int[1], new Cubic(), BYTES);
            TreeMap<Long, Long> sent = new TreeMap<>();
            TreeSet<Long> arrived = new TreeSet<>();
            acked.clear();
            lost.clear();
            AckTracker tracker = new AckTracker();
            AckRanges ranges = new AckRanges();
            long next = 0;
            long now = 0;
            long largest = -1;
            for (int i = 0; i < 500; i++) {
                now += random.nextLong(3 * MS);
                if (random.nextInt(3) > 0) {
                    next += random.nextInt(2);
                    tested.onSent(tested.obtain(), next, BYTES, false, now);
                    sent.put(next, now);
                    if (random.nextInt(4) > 0) {
                        arrived.add(next);
                    }
                    next++;
                } else if (!arrived.isEmpty()) {
                    // Out of order, now and then.
                    Long one = random.nextInt(4) == 0 ? arrived.last() : arrived.first();
                    arrived.remove(one);
                    tracker.onPacket(one, 0, BYTES, true, false, now);
                    tracker.fill(ranges, now);
                    acked.clear();
                    lost.clear();
                    tested.onAck(ranges, next, now, this);
                    largest = Math.max(largest, ranges.largest());
                    assertThat(acked)
                            .as("seed %s", seed)
                            .isEqualTo(sent.remove(one) == null ? List.of() : List.of(one));
                    check(tested, sent, largest, now, seed);
                }
                long deadline = tested.deadlineNs();
                if (deadline <= now) {
                    lost.clear();
                    tested.onTimer(now, this);
                    check(tested, sent, largest, now, seed);
                    assertThat(tested.deadlineNs()).as("seed %s", seed).isGreaterThan(deadline);
                }
                assertThat(tested.inFlightBytes()).as("seed %s", seed).isEqualTo((long) sent.size() * BYTES);
                assertThat(tested.idle()).as("seed %s", seed).isEqualTo(sent.isEmpty());
            }
        }
    }

    private void check(LossRecovery<int[]> tested, NavigableMap<Long, Long> sent, long largest, long now, long seed) {
        List<Long> expected = new ArrayList<>();
        long delay = tested.rtt().lossDelayNs();
        sent.headMap(largest, false).forEach((number, at) -> {
            if (number <= largest - 3 || at + delay <= now) {
                expected.add(number);
            }
        });
        assertThat(lost).as("seed %s at %s", seed, now).isEqualTo(expected);
        expected.forEach(sent::remove);
    }

    /** RFC 9002 7.6.2: before the first sample nobody knows how long a probe timeout is. */
    @Test
    void whatLeftBeforeTheFirstSampleIsNoPersistentCongestion() {
        for (int number = 0; number < 8; number++) {
            send(number, 1000 * MS * number);
        }
        send(8, 8000 * MS);
        ack(8020 * MS, 9, 8, 8);
        assertThat(lost).hasSize(8);
        assertThat(recovery.windowBytes()).isGreaterThan(5 * BYTES);
    }

    @Test
    void thePeersOwnDelayIsPartOfTheProbeTimeout() {
        long before = recovery.probeTimeoutNs();
        recovery.answerDelayNs(250 * MS);
        assertThat(recovery.probeTimeoutNs()).isEqualTo(before + 250 * MS);
        send(0, 0);
        assertThat(recovery.deadlineNs()).isEqualTo(before + 250 * MS);
    }
}
