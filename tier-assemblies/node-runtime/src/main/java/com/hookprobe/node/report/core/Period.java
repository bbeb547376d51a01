package com.hookprobe.node.report.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/** A calendar month, UTC: what a report is about. */
public record Period(YearMonth month) {
    private static final long MICROS = 1_000_000;

    /**
     * Reads {@code 2026-11}.
     *
     * @throws IllegalArgumentException for what is no month
     */
    public static Period parse(String text) {
        try {
            return new Period(YearMonth.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("month: expected YYYY-MM such as 2026-11, found " + text, e);
        }
    }

    /** The month of a moment. */
    public static Period of(long micros) {
        return new Period(YearMonth.from(day(micros)));
    }

    /** The day of a moment. */
    public static LocalDate day(long micros) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(Math.floorDiv(micros, MICROS)), ZoneOffset.UTC);
    }

    /** The month before. */
    public Period before() {
        return new Period(month.minusMonths(1));
    }

    /** Its first moment, microseconds since 1970. */
    public long fromMicros() {
        return month.atDay(1).toEpochDay() * 86_400 * MICROS;
    }

    /** The first moment after it. */
    public long toMicros() {
        return new Period(month.plusMonths(1)).fromMicros();
    }

    /** Whether a moment is in it. */
    public boolean holds(long micros) {
        return micros >= fromMicros() && micros < toMicros();
    }

    /** Its days in order. */
    public List<LocalDate> days() {
        return IntStream.rangeClosed(1, month.lengthOfMonth())
                .mapToObj(month::atDay)
                .toList();
    }

    @Override
    public String toString() {
        return month.toString();
    }
}
