package com.hookprobe.htp.sim;

import java.util.Set;

/** A play for a {@link Simulation}: who is there, what happens, and what must come of it. */
public interface Scenario {
    /** One word, as the command line takes it. */
    String name();

    /** One line for people. */
    String about();

    /** What the core must be able to do for this. */
    default Set<Feature> needs() {
        return Set.of();
    }

    /** Plays it to the end, {@link Simulation#finish} included. A broken promise is thrown as {@link SimulationFailure}. */
    void play(Simulation simulation);
}
