package com.hookprobe.qsecbit.tool;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands write to. */
final class Output {
    private Output() {}

    static PrintWriter of(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("a command is run by its command line");
        }
        return spec.commandLine().getOut();
    }

    static PrintWriter errors(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("a command is run by its command line");
        }
        return spec.commandLine().getErr();
    }

    /** A number without a fraction that says nothing. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    /** ISO 8601 in UTC with microseconds. */
    static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
