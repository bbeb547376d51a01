package com.hookprobe.qsecbit.learning.tool;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command writes. */
final class Streams {
    private Streams() {}

    static CommandSpec spec(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec);
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return spec(spec).commandLine().getOut();
    }

    static PrintWriter err(@Nullable CommandSpec spec) {
        return spec(spec).commandLine().getErr();
    }
}
