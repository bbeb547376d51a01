package com.hookprobe.node.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** Times on the command line, in microseconds since 1970. */
final class Moments {
    /** For the help of an option. */
    static final String FORMS = "such as 2026-12-01T03:00:00Z, now, now+PT24H or now-P1D";

    private Moments() {}

    /**
     * The moment that an option names.
     *
     * @throws CliException when it is none, or lies before 1970
     */
    static long micros(String option, String text, Instant now) {
        try {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, instant(text, now));
            if (micros >= 0) {
                return micros;
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(option, text);
        }
        throw wrong(option, text);
    }

    private static Instant instant(String text, Instant now) {
        if (text.equals("now")) {
            return now;
        }
        if (text.startsWith("now+")) {
            return now.plus(Duration.parse(text.substring(4)));
        }
        if (text.startsWith("now-")) {
            return now.minus(Duration.parse(text.substring(4)));
        }
        return OffsetDateTime.parse(text).toInstant();
    }

    private static CliException wrong(String option, String text) {
        return new CliException(
                CliException.USAGE, option + " expects a time from 1970 on, " + FORMS + "; found " + text);
    }

    static String text(long micros) {
        return micros == Long.MAX_VALUE
                ? "never ends"
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
