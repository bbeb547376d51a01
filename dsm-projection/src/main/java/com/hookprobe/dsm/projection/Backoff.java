package com.hookprobe.dsm.projection;

import java.time.Duration;

/** Waits that double from the first to the longest, and begin again after a success. */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private Duration next = FIRST;

    Duration next() {
        Duration now = next;
        Duration doubled = now.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return now;
    }

    void succeeded() {
        next = FIRST;
    }
}
