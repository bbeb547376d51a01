package com.hookprobe.dsm.ledger;

import java.util.Optional;

/**
 * Blocks of a span of time, by their sources' clocks.
 *
 * @param type only these; empty for all
 * @param fromMicros first moment, microseconds since 1970
 * @param toMicros last moment, inclusive
 * @param newestFirst the order
 */
public record TimeQuery(Optional<EventType> type, long fromMicros, long toMicros, boolean newestFirst) {
    public TimeQuery {
        Checks.that(fromMicros >= 0, "fromMicros", fromMicros);
        Checks.that(toMicros >= fromMicros, "toMicros", toMicros);
    }

    /** Everything, newest first. */
    public static TimeQuery newest() {
        return new TimeQuery(Optional.empty(), 0, Long.MAX_VALUE, true);
    }
}
