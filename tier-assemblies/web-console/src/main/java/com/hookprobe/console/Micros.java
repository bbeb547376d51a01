package com.hookprobe.console;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the pages have them. */
final class Micros {
    private Micros() {}

    /** Microseconds since 1970. */
    static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
