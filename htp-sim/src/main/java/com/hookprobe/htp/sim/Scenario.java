package com.hookprobe.htp.sim;

/** A play for a {@link Simulation}: who is there, what happens, and what must come of it. */
public interface Scenario {
    /** One word, as the command line takes it. */
    String name();

    /** One line for people. */
    String about();

    /** Plays it to the end, {@link Simulation#finish} included. A broken promise is thrown as {@link SimulationFailure}. */
    void play(Simulation simulation);
}
