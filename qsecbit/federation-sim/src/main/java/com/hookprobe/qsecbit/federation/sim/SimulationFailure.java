package com.hookprobe.qsecbit.federation.sim;

/** A run broke an invariant. The message begins with the invariant's name in FEDERATION 1.4. */
public final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulationFailure(String message) {
        super(message);
    }
}
