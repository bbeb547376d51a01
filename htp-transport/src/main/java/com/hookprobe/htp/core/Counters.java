package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import java.util.EnumMap;
import java.util.Map;

/** What happened so far. Owned by the machine's thread. */
public final class Counters {
    private static final DropReason[] REASONS = DropReason.values();

    private final long[] drops = new long[REASONS.length];
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
        Map<DropReason, Long> occurred = new EnumMap<>(DropReason.class);
        for (DropReason reason : REASONS) {
            if (drops[reason.ordinal()] > 0) {
                occurred.put(reason, drops[reason.ordinal()]);
            }
        }
        return occurred;
    }
}
