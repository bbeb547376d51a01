package com.hookprobe.neuro.sensor;

import java.util.List;

/**
 * The readings of one sensor.
 *
 * @param source where they come from
 * @param values unsigned 64-bit numbers, at most 255; none when the source is ABSENT
 */
public record Counters(Source source, List<Long> values) {
    /** Most values of one sensor. */
    public static final int VALUES_MAX = 255;

    /** A sensor that this machine does not have, or does not let us read. */
    public static final Counters ABSENT = new Counters(Source.ABSENT, List.of());

    /** Where readings come from; the code goes into the hash. */
    public enum Source {
        /** Nothing to read. */
        ABSENT(0),
        /** The /proc of Linux. */
        PROC(1),
        /** The OSHI library. */
        OSHI(2);

        private final int code;

        Source(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** Checks the size. */
    public Counters {
        values = List.copyOf(values);
        if (values.size() > VALUES_MAX) {
            throw new IllegalArgumentException(values.size() + " values, expected at most " + VALUES_MAX);
        }
        if ((source == Source.ABSENT) != values.isEmpty()) {
            throw new IllegalArgumentException("source " + source + " with " + values.size() + " values");
        }
    }
}
