package com.hookprobe.dsm.sim;

import java.util.function.Supplier;

/** A run broke a promise. The message begins with the promise's name in DSM 3.10. */
public final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulationFailure(String message) {
        super(message);
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new SimulationFailure(what);
        }
    }

    /** For what is checked with every message: the words are put together only when it does not hold. */
    static void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new SimulationFailure(what.get());
        }
    }
}
