package com.hookprobe.notify.core;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Hours of each day in which a channel tells only what is urgent.
 *
 * @param from their first minute
 * @param to the first minute after them; before {@code from} when they reach over midnight
 * @param zone whose clock
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {
    /** @throws IllegalArgumentException when both ends are one: that would be never or always */
    public QuietHours {
        if (from.equals(to)) {
            throw new IllegalArgumentException("quiet hours begin and end at different times, found " + from);
        }
    }

    /** True when the wall clock is within them. */
    public boolean at(long micros) {
        LocalTime now =
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(zone).toLocalTime();
        boolean begun = !now.isBefore(from);
        boolean open = now.isBefore(to);
        return from.isBefore(to) ? begun && open : begun || open;
    }
}
