package com.hookprobe.node.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in a report: UTC, since days of tallies are. */
final class ReportDates {
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH);

    private ReportDates() {}

    private static LocalDateTime at(long micros) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000)), ZoneOffset.UTC);
    }

    static String month(String month) {
        return MONTH.format(YearMonth.parse(month));
    }

    static String moment(long micros) {
        return micros <= 0 ? "never" : MOMENT.format(at(micros));
    }

    static String full(long micros) {
        return micros <= 0 ? "never" : FULL.format(at(micros)) + " UTC";
    }
}
