package com.hookprobe.htp.file;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** From the chosen step on nothing happens any more. Knows how many chunks were safe by then. */
final class StepCrash implements StoreSteps {
    private final int at;
    private final Set<String> seen = new HashSet<>();
    private int steps;
    private int written;
    private int noted;
    private int safe;
    private String last = "";

    StepCrash(int at) {
        this.at = at;
    }

    @Override
    public void before(String step) throws IOException {
        if (steps++ >= at) {
            throw new IOException("crash in front of " + step);
        }
        seen.add(step);
        if (last.equals("force-journal")) {
            safe = noted;
        }
        if (step.equals("write")) {
            written++;
        } else if (step.equals("force-data")) {
            noted = written;
        }
        last = step;
    }

    Set<String> seen() {
        return seen;
    }

    /** Chunks of which the journal was synced before the crash. */
    int safe() {
        return safe;
    }
}
