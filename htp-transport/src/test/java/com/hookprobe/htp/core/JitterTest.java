package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.shape.TrafficShape;
import com.hookprobe.htp.core.wire.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 3.8.2: what the jitter of BALANCED hides, and what it does not. */
class JitterTest {
    private static final long EVERY_NS = 100_000_000L;
    private static final int COUNT = 2000;

    private final Sim sim = Sim.quiet(81);
    private final List<Integer> lengths = new ArrayList<>();

    /** Nanoseconds from when a sensor spoke to when the wire shows it. */
    private double[] delays(TransmissionMode mode) {
        Sim.Pair pair = sim.connected();
        pair.edge().machine.shape(pair.edgeSession(), mode, sim.nowNs);
        pair.edge().settle();
        sim.run(Sim.SECOND);
        double[] delays = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            long[] firstNs = {-1};
            long spokeNs = sim.nowNs;
            sim.tap = (from, to, datagram) -> {
                lengths.add(datagram.length);
                if (from.equals(pair.edge().address) && firstNs[0] < 0) {
                    firstNs[0] = sim.nowNs;
                }
                return true;
            };
            pair.edge().send(pair.edgeSession(), Channels.USER, new byte[40 + i % 90]);
            sim.run(spokeNs + EVERY_NS - sim.nowNs);
            delays[i] = firstNs[0] - spokeNs;
        }
        assertThat(pair.validator().messages).hasSize(COUNT);
        return delays;
    }

    /** By Kolmogorov and Smirnov, at 1 %: each moment within the 5 ms is as likely as any other. */
    @Test
    void whenWithinFiveMillisecondsASensorSpokeIsHidden() {
        double[] sorted = delays(TransmissionMode.BALANCED).clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < COUNT; i++) {
            double expected = sorted[i] / TrafficShape.JITTER_MAX_NS;
            distance = Math.max(distance, Math.max(expected - (double) i / COUNT, (i + 1.0) / COUNT - expected));
        }
        assertThat(distance).isLessThan(1.63 / Math.sqrt(COUNT));
    }

    /** Who sees many of them knows the sensor's period and phase all the same: nothing more is claimed. */
    @Test
    void theMeanOfManyGivesThePhaseAway() {
        double mean = Arrays.stream(delays(TransmissionMode.BALANCED)).average().orElseThrow();
        double error = Math.abs(mean - TrafficShape.JITTER_MAX_NS / 2.0);
        assertThat(error).isLessThan(3 * TrafficShape.JITTER_MAX_NS / Math.sqrt(12.0 * COUNT));
    }

    @Test
    void burstShowsTheMomentItself() {
        assertThat(Arrays.stream(delays(TransmissionMode.BURST)).max().orElseThrow())
                .isZero();
    }

    @Test
    void lengthsShowStepsOfSixtyFourBytesOnly() {
        delays(TransmissionMode.BALANCED);
        // New keys fill whole datagrams: their length says no more than that.
        lengths.removeIf(length -> length >= Wire.DATAGRAM_BYTES);
        assertThat(lengths).allMatch(length -> (length - Wire.SESSION_OVERHEAD_BYTES) % TrafficShape.PAD_BYTES == 0);
        assertThat(lengths.stream().distinct().count()).isBetween(2L, 5L);
    }
}
