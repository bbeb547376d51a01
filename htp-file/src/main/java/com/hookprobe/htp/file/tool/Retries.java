package com.hookprobe.htp.file.tool;

import java.io.PrintWriter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that goes on by itself when its session is lost, and how long it waits before. */
final class Retries {
    static final int RETRIES_MAX = 100;
    static final int RETRIES_DEFAULT = 5;
    static final int SILENCE_SECONDS_MAX = 600;
    /** Shorter than a heartbeat and its answer may take on a bad line, and a living server would seem dead. */
    static final int SILENCE_SECONDS_MIN = 2;

    private static final int SILENCE_SECONDS_DEFAULT = 20;
    private static final long FIRST_PAUSE_MS = 250;
    private static final long PAUSE_MAX_MS = 8000;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "" + RETRIES_DEFAULT,
            description = "connect again, and go on, up to N times in a row when the session is lost (default: "
                    + RETRIES_DEFAULT + ")")
    private int retries = RETRIES_DEFAULT;

    @Option(
            names = "--silence",
            paramLabel = "SECONDS",
            defaultValue = "" + SILENCE_SECONDS_DEFAULT,
            description =
                    "a session is lost when nothing is heard for so long (default: " + SILENCE_SECONDS_DEFAULT + ")")
    private int silenceSeconds = SILENCE_SECONDS_DEFAULT;

    Retries() {}

    /** For a command that is not repeated. */
    static Retries none() {
        Retries none = new Retries();
        none.retries = 0;
        return none;
    }

    void check(java.util.function.Function<String, ParameterException> wrong) {
        if (retries < 0 || retries > RETRIES_MAX) {
            throw wrong.apply("--retries expects 0 to " + RETRIES_MAX + "; found " + retries);
        }
        if (silenceSeconds < SILENCE_SECONDS_MIN || silenceSeconds > SILENCE_SECONDS_MAX) {
            throw wrong.apply("--silence expects " + SILENCE_SECONDS_MIN + " to " + SILENCE_SECONDS_MAX + "; found "
                    + silenceSeconds);
        }
    }

    int silenceSeconds() {
        return silenceSeconds;
    }

    /** How long to wait after that many failures in a row: twice as long each time, up to a bound. */
    static long pauseMs(int failures) {
        return Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS << Math.min(failures - 1, 10));
    }

    /** Says what happened and waits; false when it was the last try. */
    boolean again(int failures, Throwable failure, PrintWriter err) throws InterruptedException {
        if (failures > retries) {
            return false;
        }
        long pauseMs = pauseMs(failures);
        err.println("hookprobe file: " + failure.getMessage() + "; connecting again in " + pauseMs + " ms, " + failures
                + " of " + retries);
        err.flush();
        Thread.sleep(pauseMs);
        return true;
    }
}
