package com.hookprobe.dsm.sim;

import java.io.IOException;

/** What can happen to one machine's process and disk at its next step. Set by the simulation, asked by disk, store and wire. */
final class Hazards {
    static final long NEVER = Long.MAX_VALUE;

    /** Steps until the power goes. */
    private long stepsToCrash = NEVER;

    /** Steps until a write fails, and then every write until mended. */
    private long stepsToFull = NEVER;

    /** Steps until one read fails. */
    private long stepsToReadError = NEVER;

    /** How long each sync takes. */
    private long syncNs;

    /** How much virtual time the machine has spent in this input. */
    private long spentNs;

    void crashAfter(long steps) {
        stepsToCrash = steps;
    }

    boolean crashPending() {
        return stepsToCrash != NEVER;
    }

    void fullAfter(long steps) {
        stepsToFull = steps;
    }

    void readErrorAfter(long steps) {
        stepsToReadError = steps;
    }

    void syncTakes(long ns) {
        syncNs = ns;
    }

    /** The disk works again, and nothing is about to happen. */
    void mend() {
        stepsToCrash = NEVER;
        stepsToFull = NEVER;
        stepsToReadError = NEVER;
        syncNs = 0;
    }

    long takeSpentNs() {
        long spent = spentNs;
        spentNs = 0;
        return spent;
    }

    long spentNs() {
        return spentNs;
    }

    /** Any step; the power may go here. */
    void step() {
        if (stepsToCrash != NEVER && --stepsToCrash <= 0) {
            stepsToCrash = NEVER;
            throw new PowerCut();
        }
    }

    /** True when this write fails half way. */
    boolean writeFails() {
        step();
        return stepsToFull != NEVER && --stepsToFull <= 0;
    }

    void sync() throws IOException {
        step();
        spentNs += syncNs;
        if (stepsToFull != NEVER && stepsToFull <= 0) {
            throw new IOException("No space left on device");
        }
    }

    void read() throws IOException {
        if (stepsToReadError != NEVER && --stepsToReadError <= 0) {
            stepsToReadError = NEVER;
            throw new IOException("Input/output error");
        }
    }
}
