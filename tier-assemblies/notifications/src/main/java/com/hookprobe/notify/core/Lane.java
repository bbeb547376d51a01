package com.hookprobe.notify.core;

import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;
import java.util.Optional;

/**
 * How a channel wants to be told.
 *
 * @param name 1 to 32 of a-z, 0-9, '-' and '_'
 * @param perHour messages that may go out in an hour in the long run, 1 to 100,000
 * @param burst messages that may go out at once, 1 to 10,000
 * @param digest so long a notification may wait for others that go in the same message; zero: not at all
 * @param quiet hours in which it waits
 * @param urgent from which severity on neither of them holds it back
 * @param together notifications that one message may hold, 1 to 1,000
 */
public record Lane(
        String name,
        int perHour,
        int burst,
        Duration digest,
        Optional<QuietHours> quiet,
        Severity urgent,
        int together) {
    /** What a channel's name is. */
    public static final String NAME = "[a-z0-9][a-z0-9_-]{0,31}";

    /** @throws IllegalArgumentException for a value out of its range */
    public Lane {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("1 to 32 of a-z, 0-9, '-' and '_', found " + name);
        }
        if (perHour < 1 || perHour > 100_000 || burst < 1 || burst > 10_000 || together < 1 || together > 1_000) {
            throw new IllegalArgumentException("a rate out of range for " + name);
        }
        if (digest.isNegative()) {
            throw new IllegalArgumentException("a digest's span is not negative, found " + digest);
        }
    }
}
