package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LossRecovery, CUBIC, HyStart++, pacer and AckTracker together over a simulated bottleneck, in virtual time. */
class ClosedLoopTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({"10,20", "10,50", "10,100", "50,20", "50,50", "50,100", "100,20", "100,50", "100,100"})
    void fillsALinkWithoutLossFromTheStart(double mbits, long rttMs) {
        for (double queueBdp : new double[] {0.5, 2}) {
            Bottleneck link = new Bottleneck(new Cubic(), mbits, rttMs, queueBdp, 0, 1);
            link.run(20 * SECOND_NS);
            double used = link.utilisation(0, 20 * SECOND_NS);
            System.out.printf(
                    "%.0f Mbit/s %d ms queue %.1f BDP: %.3f, lost %d, first drop %.3f s, acks %d%n",
                    mbits, rttMs, queueBdp, used, link.sender.packetsLost(), link.firstDropNs / 1e9, link.acksSent);
            assertThat(used).as("utilisation, queue of %s BDP", queueBdp).isGreaterThan(0.85);
            assertThat(link.idleSteps)
                    .as("steps in which the clock stood still")
                    .isLessThan(1000);
        }
    }

    /** Random loss is congestion to CUBIC; what is asked is no less than Reno has at the same loss. */
    @ParameterizedTest
    @CsvSource({"10,20", "10,50", "10,100", "50,20", "50,50", "50,100", "100,20", "100,50", "100,100"})
    void withOnePercentLossItIsNoSlowerThanReno(double mbits, long rttMs) {
        double cubic = 0;
        double reno = 0;
        int seeds = 5;
        for (int seed = 1; seed <= seeds; seed++) {
            cubic += mean(new Cubic(), mbits, rttMs, seed) / seeds;
            reno += mean(new NewReno(), mbits, rttMs, seed) / seeds;
        }
        System.out.printf("%.0f Mbit/s %d ms 1 %% loss: cubic %.3f reno %.3f%n", mbits, rttMs, cubic, reno);
        assertThat(cubic).as("seeds 1 to %s", seeds).isGreaterThan(0.95 * reno);
    }

    private static double mean(CongestionControl congestion, double mbits, long rttMs, long seed) {
        Bottleneck link = new Bottleneck(congestion, mbits, rttMs, 1, 0.01, seed);
        link.run(30 * SECOND_NS);
        return link.utilisation(0, 30 * SECOND_NS);
    }

    /** Beyond Reno's reach: long and fast, rare loss. */
    @Test
    void recoversALongFastPathSoonerThanReno() {
        double[] used = new double[2];
        for (int i = 0; i < 2; i++) {
            Bottleneck link = new Bottleneck(i == 0 ? new Cubic() : new NewReno(), 200, 100, 0.5, 0.00005, 7);
            link.run(60 * SECOND_NS);
            used[i] = link.utilisation(0, 60 * SECOND_NS);
        }
        System.out.printf("200 Mbit/s 100 ms 0.005 %% loss: cubic %.3f reno %.3f%n", used[0], used[1]);
        assertThat(used[0]).as("seed 7").isGreaterThan(used[1]);
    }

    /**
     * A queue of six windows, because that is what RFC 9406 needs: it sees the queue at about 1.6 times the bandwidth-delay
     * product, and five conservative rounds make that 1.25^5 times as much. Plain slow start overflows it.
     */
    @ParameterizedTest
    @CsvSource({"10,50", "50,50", "100,100"})
    void leavesSlowStartBeforeAnythingIsLost(double mbits, long rttMs) {
        Cubic cubic = new Cubic();
        Bottleneck link = new Bottleneck(cubic, mbits, rttMs, 6, 0, 1);
        while (cubic.slowStart() && link.nowNs < 10 * SECOND_NS) {
            link.run(link.nowNs + 1_000_000);
        }
        assertThat(cubic.slowStart()).isFalse();
        assertThat(link.firstDropNs).as("first drop").isEqualTo(Long.MAX_VALUE);
        assertThat(link.sender.packetsLost()).isZero();
        long exitNs = link.nowNs;
        Bottleneck plain = new Bottleneck(new NewReno(), mbits, rttMs, 6, 0, 1);
        plain.run(exitNs);
        assertThat(plain.firstDropNs).as("plain slow start").isLessThan(exitNs);
    }

    /** The last of everything: three in four packets lost, and the deadlines still move on. */
    @Test
    void neverLoopsUnderHeavyLoss() {
        for (long seed = 1; seed <= 20; seed++) {
            Bottleneck link = new Bottleneck(new Cubic(), 10, 50, 1, 0.75, seed);
            link.run(120 * SECOND_NS);
            assertThat(link.delivered).as("seed %s", seed).isGreaterThan(20L * Bottleneck.DATAGRAM);
            assertThat(link.idleSteps).as("seed %s", seed).isLessThan(1000);
        }
    }
}
