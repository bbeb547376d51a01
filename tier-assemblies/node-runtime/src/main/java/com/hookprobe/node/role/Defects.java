package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;

/** Tells of a defect that comes again with each event: the first time, and each time that their number has doubled. */
final class Defects {
    private final EventLog log;
    private long count;

    Defects(EventLog log) {
        this.log = log;
    }

    void met(RuntimeException e, String at) {
        count++;
        if (Long.bitCount(count) == 1) {
            log.event("internal_error", "error", e.toString(), "at", at, "times", count);
        }
    }
}
