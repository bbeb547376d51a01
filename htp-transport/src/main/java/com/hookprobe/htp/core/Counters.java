package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import java.util.EnumMap;
import java.util.Map;

/** What happened so far. Owned by the machine's thread. */
public final class Counters {
    private final long[] drops = new long[DropReason.values().length];
    public long handshakesStarted;
    public long handshakesCompleted;
    public long handshakesRejected;
    public long handshakesTimedOut;

    Counters() {}

    void drop(DropReason reason) {
        drops[reason.ordinal()]++;
    }

    /** How often that reason occurred. */
    public long dropped(DropReason reason) {
        return drops[reason.ordinal()];
    }

    /** The reasons that occurred. */
    public Map<DropReason, Long> drops() {
        Map<DropReason, Long> copy = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            if (drops[reason.ordinal()] > 0) {
                copy.put(reason, drops[reason.ordinal()]);
            }
        }
        return copy;
    }
}
