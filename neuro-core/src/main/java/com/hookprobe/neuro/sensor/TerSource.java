package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;

/**
 * Makes the next record of this machine.
 *
 * <p>It keeps no place in the history itself: the caller passes that of its weights, and moves on only when the record is
 * in the dream log and the weights have taken the step. So a failed append leaves no hole. The order is:
 *
 * <pre>{@code
 * Ter ter = source.next(state.chain(), nowMicros);
 * log.append(state.count(), ter);
 * WeightEvolution.step(state, ter);
 * }</pre>
 *
 * <p>Not thread-safe: one owner, and one that may block on files.
 */
public final class TerSource {
    private final SensorCapture capture;

    /** From this capture. */
    public TerSource(SensorCapture capture) {
        this.capture = capture;
    }

    /**
     * The record that comes next.
     *
     * @param chain the place in the history
     * @param nowMicros wall clock in microseconds since 1970; timestamps rise strictly even when it does not, see {@link
     *     TerChain#next}
     * @throws NeuroException of kind IO when no sensor can be read
     */
    public Ter next(TerChain chain, long nowMicros) throws NeuroException {
        SensorCapture.Capture seen = capture.capture();
        return chain.next(seen.entropy(), seen.integrity(), nowMicros);
    }
}
