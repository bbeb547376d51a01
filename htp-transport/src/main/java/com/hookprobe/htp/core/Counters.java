package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import java.util.EnumMap;
import java.util.Map;

/** What happened so far. Owned by the machine's thread. */
public final class Counters {
    private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
    public long handshakesStarted;
    public long handshakesCompleted;
    public long handshakesRejected;
    public long handshakesTimedOut;

    Counters() {}

    void drop(DropReason reason) {
        drops.merge(reason, 1L, Long::sum);
    }

    /** How often that reason occurred. */
    public long dropped(DropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }

    /** The reasons that occurred. */
    public Map<DropReason, Long> drops() {
        return new EnumMap<>(drops);
    }
}
