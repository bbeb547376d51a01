package com.hookprobe.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the measuring programs have in common: how they read options, end, and write JSON. */
final class Options {
    private Options() {}

    /** A program whose options all have a value, but for {@code --json}. */
    interface Program {
        /** A {@link IllegalArgumentException} says what is wrong with it. */
        void option(String name, String value);

        void run(boolean json) throws Exception;
    }

    /** For a subcommand of {@code benchmarks/htp}; see the other one. */
    static void main(String name, Program program, String[] args) {
        main("htp", name, program, args);
    }

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    static void main(String command, String name, Program program, String[] args) {
        String who = "benchmarks/" + command + " " + name + ": ";
        boolean json = false;
        try {
            for (int i = 0; i < args.length; i++) {
                if (args[i].equals("--json")) {
                    json = true;
                } else if (i + 1 == args.length) {
                    throw new IllegalArgumentException("unknown option, or one without its value: " + args[i]);
                } else {
                    program.option(args[i], args[++i]);
                }
            }
        } catch (IllegalArgumentException e) {
            System.err.println(who + e.getMessage() + "; see benchmarks/" + command + " --help");
            System.exit(2);
        }
        try {
            program.run(json);
            System.exit(0);
        } catch (BrokenPromise e) {
            System.err.println(who + "BROKEN: " + e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            System.err.println(who + "not measured: " + e);
            System.exit(1);
        }
    }

    static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("unknown option " + name);
    }

    static long number(String option, String value, long least, long most) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            number = least - 1;
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(option + " takes " + least + " to " + most + ", not " + value);
        }
        return number;
    }

    static Path directory(String option, String value) {
        Path directory = Path.of(value);
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(option + " takes a directory that exists, not " + value);
        }
        return directory;
    }

    static List<String> some(String option, String value, List<String> of) {
        List<String> wanted = List.of(value.split(","));
        for (String each : wanted) {
            if (!of.contains(each)) {
                throw new IllegalArgumentException(option + " takes some of " + of + ", not " + each);
            }
        }
        return wanted;
    }

    static void printJson(Map<String, Object> report) throws JsonProcessingException {
        System.out.println(
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report));
    }
}
