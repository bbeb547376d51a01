package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step of the weights allocates nothing once it is compiled: a device does it for years, a verifier for all devices. */
class AllocationTest {
    private static final int STEPS = 2000;
    private static final int ROUNDS_MAX = 60;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Ter> ters = Histories.after(TerChain.START, 31, STEPS);
    private final WeightState start = WeightState.fromSeed(Histories.seed(31));
    private final WeightState state = start.copy();

    @Test
    void aStepAllocatesNothing() {
        long least = Long.MAX_VALUE;
        // The compiler needs a while; a round without a byte proves it, and no round without one refutes it.
        for (int round = 0; round < ROUNDS_MAX && least > 0; round++) {
            state.set(start);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < STEPS; i++) {
                WeightEvolution.step(state, ters.get(i));
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in %d steps", STEPS).isZero();
        assertThat(state.count()).isEqualTo(STEPS);
    }
}
