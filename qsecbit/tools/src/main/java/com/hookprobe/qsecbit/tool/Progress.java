package com.hookprobe.qsecbit.tool;

import java.io.PrintWriter;
import java.nio.file.Path;

/** A line each few seconds of a long reading. */
final class Progress {
    private static final long EVERY_NS = 5_000_000_000L;

    private final PrintWriter errors;
    private long nextNs = System.nanoTime() + EVERY_NS;

    Progress(PrintWriter errors) {
        this.errors = errors;
    }

    void show(Path file, long events, long detections) {
        long now = System.nanoTime();
        if (now - nextNs < 0) {
            return;
        }
        nextNs = now + EVERY_NS;
        errors.println(file.getFileName() + ": " + events + " events, " + detections + " detections so far");
        errors.flush();
    }
}
