package com.hookprobe.neuro;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times of records, for people. */
final class Micros {
    private Micros() {}

    /** As ISO 8601 in UTC; {@code micros} in [0, 2^63). */
    static String text(long micros) {
        return micros == IntegrityBaseline.NO_END
                ? "no end"
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
