package com.hookprobe.neuro;

import com.hookprobe.fixedpoint.ExpDecay;
import com.hookprobe.fixedpoint.Layers;
import com.hookprobe.fixedpoint.Sigmoid;

/**
 * One step of the weights: W(t+1) = W(t) - eta * grad L(W(t), TER). NEURO 4.4 to 4.6.
 *
 * <p>L = 1/2 sum (y - t)^2 + 5 * Sigma_threat * 1/2 sum y^2, where the targets t come from H_Entropy and Sigma_threat from
 * H_Integrity. All deltas are computed with the weights before the update. Integers only, so every machine agrees.
 *
 * <p>Stateless; as thread-safe as the states it is given.
 */
public final class WeightEvolution {
    /** Clamping at each step would cost more than the step; the bounds hold for this many steps. */
    static final int STEPS_PER_SWEEP = 1024;

    private static final long TARGET_LOW_Q32 = 0x2000_0000L;
    private static final long TARGET_STEP_Q32 = 0xc0_0000L;
    private static final long INTEGRITY_COEFFICIENT = 5;
    private static final long ONE_Q32 = 1L << 32;

    private WeightEvolution() {}

    /**
     * Moves {@code state} by one record.
     *
     * @throws IllegalArgumentException when the record may not come next, see {@link TerChain#check(Ter)}; the state is
     *     unchanged then. Records from a peer go through {@link Replay}, which reports the fault instead.
     */
    public static void step(WeightState state, Ter ter) {
        TerFault fault = state.fault(ter);
        if (fault != null) {
            throw new IllegalArgumentException(ter + " may not follow " + state.count() + " records: " + fault);
        }
        stepUnchecked(state, ter);
    }

    /** As {@link #step} for any record; a timestamp that goes back counts as no time. */
    static void stepUnchecked(WeightState state, Ter ter) {
        if (state.count() == Long.MAX_VALUE) {
            throw new IllegalStateException("the counts of this history are used up");
        }
        long[] masters = state.mastersOfStep();
        Activations net = state.activations();
        net.forwardOfStep(masters, ter.wire());
        outputDeltas(ter, net.z3, net.d3);
        net.backwardAndUpdate(masters, ExpDecay.learningRateQ48(elapsedMicros(state, ter)));
        if ((state.count() + 1) % STEPS_PER_SWEEP == 0) {
            Layers.clamp(state.masters());
        }
        state.moved(ter);
    }

    /** NEURO 4.4: zero for the first record and when time goes back. */
    private static long elapsedMicros(WeightState state, Ter ter) {
        long before = state.lastTimestampMicros();
        long now = ter.timestampMicros();
        return state.count() > 0 && Long.compareUnsigned(now, before) >= 0 ? now - before : 0;
    }

    /** NEURO 4.5: the gradient at the outputs in Q.24. */
    private static void outputDeltas(Ter ter, int[] z3, int[] d3) {
        long threat = ter.threatQ32();
        for (int i = 0; i < d3.length; i++) {
            long y = Sigmoid.valueQ32(z3[i]);
            long target = TARGET_LOW_Q32 + ter.byteAt(i) * TARGET_STEP_Q32;
            // y * threat is below 2^64: the shift has to be the unsigned one.
            long error = y - target + INTEGRITY_COEFFICIENT * ((y * threat) >>> 32);
            long slope = (y * (ONE_Q32 - y)) >>> 32;
            d3[i] = (int) (((error >> 8) * slope + 0x8000_0000L) >> 32);
        }
    }
}
