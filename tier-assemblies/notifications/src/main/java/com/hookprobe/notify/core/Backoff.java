package com.hookprobe.notify.core;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a message is tried again: between half of and the whole of {@code base * 2^failures}, and not before the receiver wants it.
 *
 * @param base after the first failure
 * @param most of what is not the receiver's wish
 * @param mostAsked of what is
 */
public record Backoff(Duration base, Duration most, Duration mostAsked) {
    /** 5 s, doubled up to 15 min; a receiver may ask for 6 h. */
    public static final Backoff STANDARD =
            new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15), Duration.ofHours(6));

    private static final int DOUBLINGS_MAX = 20;

    /** @throws IllegalArgumentException when a span is not positive, or the first is longer than the second */
    public Backoff {
        if (base.isNegative() || base.isZero() || most.compareTo(base) < 0 || mostAsked.isNegative()) {
            throw new IllegalArgumentException("0 < base <= most, found " + base + ", " + most);
        }
    }

    /**
     * Nanoseconds until the next try.
     *
     * @param failures in a row, 1 or more
     * @param asked what the receiver wants, at least
     */
    public long delayNs(int failures, Optional<Duration> asked, RandomGenerator random) {
        long ceiling = Math.min(most.toNanos(), base.toNanos() << Math.min(DOUBLINGS_MAX, Math.max(0, failures - 1)));
        if (ceiling <= 0) {
            ceiling = most.toNanos();
        }
        long own = ceiling / 2 + (long) (random.nextDouble() * (ceiling - ceiling / 2));
        long wished = asked.map(span -> span.compareTo(mostAsked) > 0 ? mostAsked : span)
                .map(Duration::toNanos)
                .orElse(0L);
        return Math.max(own, wished);
    }
}
