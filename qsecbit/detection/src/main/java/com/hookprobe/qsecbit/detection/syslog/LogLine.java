package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.read.Timestamps;

/**
 * One line of a log without what the logger has put before it.
 *
 * @param timeMicros microseconds since the epoch, {@link Timestamps#INVALID} when the prefix has no time
 * @param program who wrote it, without a path; empty when the prefix does not say so
 * @param pid its process id, 0 when unknown
 * @param message the rest
 */
record LogLine(long timeMicros, String program, int pid, String message) {
    /** The same line with another time. */
    LogLine at(long micros) {
        return new LogLine(micros, program, pid, message);
    }

    /** The time of the prefix; a line that has none and no other is broken. */
    long requireTime() {
        if (timeMicros == Timestamps.INVALID) {
            throw new IllegalArgumentException("expected a time before the message, found none");
        }
        return timeMicros;
    }
}
