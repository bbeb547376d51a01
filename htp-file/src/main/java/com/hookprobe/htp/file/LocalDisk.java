package com.hookprobe.htp.file;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What a download needs beside its paths; tests put their own in.
 *
 * @param clock wall clock, for how old a part is
 * @param syncing where a sync of the disk is waited for
 * @param steps told of each step in front of it
 */
record LocalDisk(InstantSource clock, Executor syncing, StoreSteps steps) {
    /** The real one. */
    static LocalDisk real(Executor syncing) {
        return new LocalDisk(InstantSource.system(), syncing, StoreSteps.NONE);
    }

    long nowMillis() {
        return clock.millis();
    }
}
