package com.hookprobe.qsecbit.federation.tool;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands write to. */
final class Output {
    private Output() {}

    static PrintWriter of(@Nullable CommandSpec spec) {
        return known(spec).commandLine().getOut();
    }

    /** Wrong usage: exit code 2. */
    static ParameterException wrong(@Nullable CommandSpec spec, String why) {
        return new ParameterException(known(spec).commandLine(), why);
    }

    /** What a failure tells people. */
    static String message(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        if (e instanceof AccessDeniedException denied) {
            return "may not be read: " + denied.getFile();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static CommandSpec known(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("a command is run by its command line");
        }
        return spec;
    }
}
