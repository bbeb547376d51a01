package com.hookprobe.htp.core.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.TransmissionMode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrafficShapeTest {
    private static final long SECOND = 1_000_000_000L;
    private final TrafficShape shape = new TrafficShape(new SplittableRandom(1));

    @Test
    void beginsAsBurstAndWaitsForNothing() {
        assertThat(shape.mode()).isEqualTo(TransmissionMode.BURST);
        assertThat(shape.ghost()).isFalse();
        assertThat(shape.rate()).isZero();
        assertThat(shape.padded(37, 1084)).isEqualTo(37);
        assertThat(shape.startNs(5)).isEqualTo(Long.MIN_VALUE);
        assertThat(shape.slotNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(shape.answerDelayNs()).isZero();
    }

    @Test
    void theStrongerWishHolds() {
        shape.order(TransmissionMode.BALANCED, 0, 0);
        assertThat(shape.mode()).isEqualTo(TransmissionMode.BALANCED);
        shape.ask(TransmissionMode.GHOST, 8, 0);
        assertThat(shape.mode()).isEqualTo(TransmissionMode.GHOST);
        assertThat(shape.rate()).isEqualTo(8);
        shape.order(TransmissionMode.GHOST, 20, 0);
        assertThat(shape.rate()).isEqualTo(20);
        shape.ask(TransmissionMode.BURST, 0, 0);
        assertThat(shape.rate()).isEqualTo(20);
        shape.order(TransmissionMode.BURST, 0, 0);
        assertThat(shape.mode()).isEqualTo(TransmissionMode.BURST);
        assertThat(shape.slotNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void balancedPadsToTheStepButNotBeyondTheRoom() {
        shape.order(TransmissionMode.BALANCED, 0, 0);
        assertThat(shape.padded(0, 1084)).isZero();
        assertThat(shape.padded(1, 1084)).isEqualTo(64);
        assertThat(shape.padded(64, 1084)).isEqualTo(64);
        assertThat(shape.padded(65, 1084)).isEqualTo(128);
        assertThat(shape.padded(1083, 1084)).isEqualTo(1084);
    }

    @Test
    void balancedThrowsTheDiceOncePerSilence() {
        shape.order(TransmissionMode.BALANCED, 0, 0);
        assertThat(shape.startNs(100)).as("what had begun goes on").isEqualTo(Long.MIN_VALUE);
        shape.silent();
        long first = shape.startNs(100);
        assertThat(first).isBetween(100L, 100 + TrafficShape.JITTER_MAX_NS);
        assertThat(shape.startNs(200)).isEqualTo(first);
        shape.silent();
        assertThat(shape.startNs(SECOND)).isBetween(SECOND, SECOND + TrafficShape.JITTER_MAX_NS);
    }

    @Test
    void ghostFillsEveryDatagram() {
        shape.order(TransmissionMode.GHOST, 16, 0);
        assertThat(shape.padded(0, 1084)).isEqualTo(1084);
        assertThat(shape.padded(1084, 1084)).isEqualTo(1084);
    }

    /** Gaps of a Poisson process: exponential, by Kolmogorov and Smirnov at 1 %, and with no memory. */
    @Test
    void gapsAreExponentialAndIndependent() {
        shape.order(TransmissionMode.GHOST, 16, 0);
        int count = 20_000;
        double[] gaps = new double[count];
        long before = 0;
        for (int i = 0; i < count; i++) {
            long at = shape.slotNs();
            gaps[i] = (at - before) * 16.0 / SECOND;
            before = at;
            // Whoever is late does not move the next slots.
            shape.slotTaken(at + 3_000_000);
        }
        double lag = 0;
        for (int i = 1; i < count; i++) {
            lag += (gaps[i] - 1) * (gaps[i - 1] - 1) / count;
        }
        assertThat(lag).isBetween(-0.03, 0.03);
        Arrays.sort(gaps);
        double distance = 0;
        for (int i = 0; i < count; i++) {
            double expected = 1 - Math.exp(-gaps[i]);
            distance = Math.max(distance, Math.max(expected - (double) i / count, (i + 1.0) / count - expected));
        }
        assertThat(distance).isLessThan(1.63 / Math.sqrt(count));
        assertThat(gaps[count - 1]).isLessThanOrEqualTo(TrafficShape.GAP_MEANS_MAX);
    }

    @Test
    void aMachineThatStoodStillMakesUpForOneSecondOnly() {
        shape.order(TransmissionMode.GHOST, 16, 0);
        int sent = 0;
        for (long now = 3600 * SECOND; shape.slotNs() <= now; sent++) {
            shape.slotTaken(now);
        }
        assertThat(sent).isBetween(2, 40);
    }

    @Test
    void theBudgetGivesNoMoreThanItHas() {
        GhostBudget budget = new GhostBudget(20);
        assertThat(budget.tryTake(16)).isTrue();
        assertThat(budget.tryTake(5)).isFalse();
        assertThat(budget.tryTake(4)).isTrue();
        budget.giveBack(16);
        assertThat(budget.used()).isEqualTo(4);
    }
}
