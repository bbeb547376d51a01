package com.hookprobe.neuro;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Room for one weight state, so that a verifier can evolve a state in place and go back when a claim is not met. NEURO 9.2.
 *
 * <p>One object serves any number of states, one after the other: each use copies 149 kB and allocates next to nothing,
 * where {@link WeightState#copy} would allocate as much. Not thread-safe.
 */
public final class WeightBackup implements AutoCloseable {
    private final long[] masters = new long[Shape.MASTERS];
    private final byte[] rho = new byte[Ratchet.BYTES];
    private @Nullable TerChain chain;

    /** An empty one. */
    public WeightBackup() {}

    /** Remembers {@code state} as it is now. */
    public void take(WeightState state) {
        System.arraycopy(state.masters(), 0, masters, 0, masters.length);
        System.arraycopy(state.rho(), 0, rho, 0, rho.length);
        chain = state.chain();
    }

    /**
     * Gives {@code state} what {@link #take} remembered.
     *
     * @throws IllegalStateException when nothing is remembered
     */
    public void putBack(WeightState state) {
        TerChain remembered = chain;
        if (remembered == null) {
            throw new IllegalStateException("no weight state is remembered: take() comes before putBack()");
        }
        state.restore(masters, rho, remembered);
    }

    /** Overwrites what is remembered: an old ratchet must not outlive its record. May be called at any time. */
    public void forget() {
        Arrays.fill(masters, 0);
        Arrays.fill(rho, (byte) 0);
        chain = null;
    }

    /** As {@link #forget}. */
    @Override
    public void close() {
        forget();
    }
}
