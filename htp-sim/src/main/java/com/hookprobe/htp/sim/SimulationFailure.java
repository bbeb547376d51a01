package com.hookprobe.htp.sim;

/** A run broke a promise. The message says which, when (virtual time) and where. */
public final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulationFailure(String message) {
        super(message);
    }
}
