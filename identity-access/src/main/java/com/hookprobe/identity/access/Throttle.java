package com.hookprobe.identity.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Delays after failures, by key: some are free, then each doubles the wait up to a bound. An attempt counts as failed from its
 * beginning, so that many at once are no way around; success takes it back. Keys that were quiet for a day are forgotten, and the
 * least recently used when there are too many. Pure but for its memory; safe for use by many threads.
 */
final class Throttle {
    /** How many keys are remembered; 1 MB. */
    static final int KEYS_MAX = 10_000;

    private static final Duration QUIET = Duration.ofDays(1);
    private static final int DOUBLINGS_MAX = 30;

    private final int free;
    private final Duration first;
    private final Duration longest;
    private final Map<String, State> states = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param free failures without delay
     * @param first the delay after the next one
     * @param longest the longest delay
     */
    Throttle(int free, Duration first, Duration longest) {
        this.free = free;
        this.first = first;
        this.longest = longest;
    }

    /**
     * Begins an attempt, which counts as failed until {@link #succeeded} or {@link #takeBack}.
     *
     * @return zero when it may go on; else how long the key has to wait, and nothing was counted
     */
    synchronized Duration attempt(String key, Instant now) {
        State before = states.get(key);
        Duration left = before == null ? Duration.ZERO : Duration.between(now, before.next());
        // Longer than any delay: the clock was put back, and nobody is shut out until it has caught up.
        if (!left.isNegative() && !left.isZero() && left.compareTo(longest) <= 0) {
            return left;
        }
        int failures = before == null || now.isAfter(before.last().plus(QUIET)) ? 1 : before.failures() + 1;
        states.put(key, new State(failures, now, now.plus(wait(failures))));
        if (states.size() > KEYS_MAX) {
            states.remove(states.keySet().iterator().next());
        }
        return Duration.ZERO;
    }

    /** Forgets a key's failures. */
    synchronized void succeeded(String key) {
        states.remove(key);
    }

    /** Takes back one attempt; what failed before stays. */
    synchronized void takeBack(String key, Instant now) {
        State before = states.get(key);
        if (before != null && before.failures() > 1) {
            states.put(key, new State(before.failures() - 1, before.last(), now));
        } else {
            states.remove(key);
        }
    }

    private Duration wait(int failures) {
        if (failures <= free) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures - free - 1, DOUBLINGS_MAX);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) > 0 ? longest : wait;
    }

    synchronized int size() {
        return states.size();
    }

    private record State(int failures, Instant last, Instant next) {}
}
