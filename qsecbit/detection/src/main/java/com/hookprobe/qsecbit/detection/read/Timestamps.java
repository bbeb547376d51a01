package com.hookprobe.qsecbit.detection.read;

import java.time.LocalDate;

/** Reads time stamps of ISO 8601, as EVE writes them: {@code 2017-04-07T22:24:37.251547+0100}. */
public final class Timestamps {
    /** No time. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final int SECONDS_END = 19;
    private static final long DAY_SECONDS = 86_400;

    private Timestamps() {}

    /**
     * Microseconds since the epoch, or {@link #INVALID}. The fraction may be absent or have up to nine digits; the zone
     * is {@code Z}, {@code +hhmm} or {@code +hh:mm}, and a time without one is taken as UTC.
     */
    public static long parse(String text) {
        if (text.length() < SECONDS_END
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) != 'T' && text.charAt(10) != ' ')
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return INVALID;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, SECONDS_END);
        if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) {
            return INVALID;
        }
        // 60 is a leap second.
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return INVALID;
        }
        if (day > LocalDate.of(year, month, 1).lengthOfMonth()) {
            return INVALID;
        }
        int at = SECONDS_END;
        long micros = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            int end = at + 1;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            if (end == at + 1 || end - at > 10) {
                return INVALID;
            }
            for (int i = 1; i <= 6; i++) {
                micros = micros * 10 + (at + i < end ? text.charAt(at + i) - '0' : 0);
            }
            at = end;
        }
        int offsetSeconds = offset(text, at);
        if (offsetSeconds == Integer.MIN_VALUE) {
            return INVALID;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        long seconds = days * DAY_SECONDS + hour * 3600L + minute * 60L + second - offsetSeconds;
        return seconds * 1_000_000 + micros;
    }

    private static int offset(String text, int at) {
        String zone = text.substring(at);
        if (zone.isEmpty() || zone.equals("Z")) {
            return 0;
        }
        boolean colon = zone.length() == 6 && zone.charAt(3) == ':';
        if ((zone.length() != 5 && !colon) || (zone.charAt(0) != '+' && zone.charAt(0) != '-')) {
            return Integer.MIN_VALUE;
        }
        int hours = digits(zone, 1, 3);
        int minutes = digits(zone, colon ? 4 : 3, zone.length());
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        return (zone.charAt(0) == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
