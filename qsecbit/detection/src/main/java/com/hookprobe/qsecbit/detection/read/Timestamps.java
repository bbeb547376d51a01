package com.hookprobe.qsecbit.detection.read;

/**
 * Reads time stamps: ISO 8601, as EVE writes them ({@code 2017-04-07T22:24:37.251547+0100}), and decimal numbers since
 * the epoch. All results are microseconds since the epoch, or {@link #INVALID}.
 */
public final class Timestamps {
    /** No time. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final int SECONDS_END = 19;
    private static final long DAY_SECONDS = 86_400;
    private static final int NUMBER_CHARS_MAX = 64;
    /** The year 5138 in seconds, 1973 in milliseconds. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    private static final int ERA_DAYS = 146_097;
    /** Days from the first of March of the year 0 to the epoch. */
    private static final long EPOCH_DAYS = 719_468;

    private Timestamps() {}

    /**
     * Microseconds since the epoch, or {@link #INVALID}. The fraction may be absent or have up to nine digits; the zone
     * is {@code Z}, {@code +hhmm} or {@code +hh:mm}, and a time without one is taken as UTC.
     */
    public static long parse(CharSequence text) {
        int length = text.length();
        if (length < SECONDS_END
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) != 'T' && text.charAt(10) != ' ')) {
            return INVALID;
        }
        long seconds = utcSeconds(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10), clock(text, 11));
        if (seconds == INVALID) {
            return INVALID;
        }
        int at = SECONDS_END;
        long micros = 0;
        if (at < length && text.charAt(at) == '.') {
            int end = at + 1;
            while (end < length && isDigit(text.charAt(end))) {
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
        return offsetSeconds == Integer.MIN_VALUE ? INVALID : (seconds - offsetSeconds) * 1_000_000 + micros;
    }

    /** ISO 8601, seconds since the epoch with a fraction, or whole milliseconds: what is beyond the year 5138 is these. */
    public static long parseAny(String text) {
        if (text.length() > 4 && text.charAt(4) == '-') {
            return parse(text);
        }
        boolean whole = !text.isEmpty() && text.length() <= 16;
        for (int i = 0; i < text.length(); i++) {
            whole &= isDigit(text.charAt(i));
        }
        if (whole) {
            long value = Long.parseLong(text);
            return value < SECONDS_MAX ? value * 1_000_000 : value * 1_000;
        }
        return seconds(text);
    }

    /**
     * A decimal number of seconds from 0 up, as microseconds, rounded to the nearest. An exponent is read, as some
     * writers of JSON make one.
     */
    public static long seconds(String text) {
        int length = text.length();
        if (length == 0 || length > NUMBER_CHARS_MAX) {
            return INVALID;
        }
        long whole = 0;
        int at = 0;
        while (at < length && isDigit(text.charAt(at))) {
            whole = whole * 10 + text.charAt(at++) - '0';
            if (whole >= SECONDS_MAX) {
                return INVALID;
            }
        }
        if (at == 0) {
            return INVALID;
        }
        long micros = 0;
        if (at < length && text.charAt(at) == '.') {
            int from = ++at;
            while (at < length && isDigit(text.charAt(at))) {
                int place = at - from;
                micros = place < 6 ? micros * 10 + text.charAt(at) - '0' : micros;
                micros += place == 6 && text.charAt(at) >= '5' ? 1 : 0;
                at++;
            }
            for (int place = at - from; place < 6; place++) {
                micros *= 10;
            }
        }
        return at == length ? whole * 1_000_000 + micros : withExponent(text);
    }

    private static long withExponent(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789.eE+-".indexOf(text.charAt(i)) < 0) {
                return INVALID;
            }
        }
        try {
            double seconds = Double.parseDouble(text);
            return seconds >= 0 && seconds < SECONDS_MAX ? Math.round(seconds * 1e6) : INVALID;
        } catch (NumberFormatException e) {
            return INVALID;
        }
    }

    /**
     * Seconds since the epoch of a date and a {@link #clock} of UTC, or {@link #INVALID} when there is no such day from
     * 1970 to 9999.
     *
     * @param month 1 to 12
     * @param day 1 to 31
     */
    public static long utcSeconds(int year, int month, int day, int clockSeconds) {
        if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days(year, month)) {
            return INVALID;
        }
        return clockSeconds < 0 ? INVALID : epochDay(year, month, day) * DAY_SECONDS + clockSeconds;
    }

    /** Seconds since midnight of {@code hh:mm:ss} at an index, or -1. The second may be 60, a leap second. */
    public static int clock(CharSequence text, int at) {
        if (at + 8 > text.length() || text.charAt(at + 2) != ':' || text.charAt(at + 5) != ':') {
            return -1;
        }
        int hour = digits(text, at, at + 2);
        int minute = digits(text, at + 3, at + 5);
        int second = digits(text, at + 6, at + 8);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return -1;
        }
        return hour * 3600 + minute * 60 + second;
    }

    /** Seconds east of UTC of what stands from an index to the end; {@link Integer#MIN_VALUE} when it is no zone. */
    public static int offset(CharSequence text, int at) {
        int length = text.length() - at;
        if (length == 0 || (length == 1 && text.charAt(at) == 'Z')) {
            return 0;
        }
        boolean colon = length == 6 && text.charAt(at + 3) == ':';
        if ((length != 5 && !colon) || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
            return Integer.MIN_VALUE;
        }
        int hours = digits(text, at + 1, at + 3);
        int minutes = digits(text, at + (colon ? 4 : 3), at + length);
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        return (text.charAt(at) == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    }

    /** The number of digits between two indices, or -1 when there is anything else. */
    public static int digits(CharSequence text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static int days(int year, int month) {
        boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
        return switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since the epoch in the Gregorian calendar, counted from March so that the leap day is the last of a year. */
    private static long epochDay(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400;
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365L + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * (long) ERA_DAYS + dayOfEra - EPOCH_DAYS;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
