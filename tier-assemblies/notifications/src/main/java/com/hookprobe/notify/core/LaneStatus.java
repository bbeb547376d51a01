package com.hookprobe.notify.core;

import java.util.Map;

/**
 * How a channel is.
 *
 * @param name of the channel
 * @param waiting notifications for it, those under way too
 * @param ends how often a wait ended in which way; all ends are there
 * @param untold losses that it has not been told of
 * @param failing true from the first failure until a message arrives
 * @param lastError why the last message did not arrive, or what was wrong with it; empty when nothing was
 * @param lastErrorMicros when that was, microseconds since the epoch; 0 for never
 * @param lastDeliveredMicros when a message last arrived; 0 for never since the start
 */
public record LaneStatus(
        String name,
        int waiting,
        Map<Entry.End, Long> ends,
        long untold,
        boolean failing,
        String lastError,
        long lastErrorMicros,
        long lastDeliveredMicros) {
    public LaneStatus {
        ends = Map.copyOf(ends);
    }

    /** Those that were lost. */
    public long lost() {
        return ends.entrySet().stream()
                .filter(entry -> entry.getKey().loss())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
