package com.hookprobe.qsecbit.detection.read;

import java.util.function.LongSupplier;

/**
 * Gives time stamps without a year the latest year in which they are not more than a day behind a reference time: a log
 * may be old, and its clock or zone a little off, but it was not written in the future. Thread-safe.
 */
public final class YearlessTime {
    private static final long DAY_MICROS = 86_400L * 1_000_000;
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    /** Leap days are eight years apart around 2100. */
    private static final int YEARS_BACK = 8;

    private final LongSupplier reference;
    /** The year that held at last; whoever reads an old one goes on from there. */
    private volatile int lastYear = 1970;

    /**
     * Years up to that of a reference time.
     *
     * @param referenceMicros about now, microseconds since the epoch
     */
    public YearlessTime(long referenceMicros) {
        this(() -> referenceMicros);
    }

    /**
     * Years up to that of a reference time that goes on, as where a log is followed for longer than a day.
     *
     * @param referenceMicros gives about now, microseconds since the epoch
     */
    public YearlessTime(LongSupplier referenceMicros) {
        this.reference = referenceMicros;
    }

    private int year(long latestMicros) {
        long seconds = latestMicros / 1_000_000;
        int year = lastYear;
        if (Timestamps.utcSeconds(year, 1, 1, 0) > seconds) {
            // The clock was set back.
            year = 1970;
        }
        while (year < 9999 && Timestamps.utcSeconds(year + 1, 1, 1, 0) <= seconds) {
            year++;
        }
        lastYear = year;
        return year;
    }

    /**
     * Microseconds since the epoch of a day and a time of it, in UTC, or {@link Timestamps#INVALID}.
     *
     * @param month 1 to 12
     * @param clockSeconds seconds since midnight, -1 for an invalid one
     * @param micros the fraction
     */
    public long of(int month, int day, int clockSeconds, int micros) {
        long latestMicros = reference.getAsLong() + DAY_MICROS;
        int referenceYear = year(latestMicros);
        for (int year = referenceYear; year >= Math.max(1970, referenceYear - YEARS_BACK); year--) {
            long seconds = Timestamps.utcSeconds(year, month, day, clockSeconds);
            if (seconds != Timestamps.INVALID && seconds * 1_000_000 + micros <= latestMicros) {
                return seconds * 1_000_000 + micros;
            }
        }
        return Timestamps.INVALID;
    }

    /**
     * Reads {@code MM/dd-HH:mm:ss.SSSSSS}, as Snort writes it, or with the year in two digits before it.
     *
     * @throws IllegalArgumentException for anything else
     */
    public long monthAndDay(String text) {
        boolean yearFirst = text.length() > 5 && text.charAt(5) == '/';
        int at = yearFirst ? 3 : 0;
        if (text.length() < at + 14 || text.charAt(at + 2) != '/' || text.charAt(at + 5) != '-') {
            throw new IllegalArgumentException("expected MM/dd-HH:mm:ss, found \"" + text + '"');
        }
        int month = Timestamps.digits(text, at, at + 2);
        int day = Timestamps.digits(text, at + 3, at + 5);
        int clock = Timestamps.clock(text, at + 6);
        int micros = fraction(text, at + 14);
        int year = yearFirst ? Timestamps.digits(text, 0, 2) : -1;
        long found = Timestamps.INVALID;
        if (micros >= 0 && !yearFirst) {
            found = of(month, day, clock, micros);
        } else if (micros >= 0 && year >= 0) {
            long seconds = Timestamps.utcSeconds(2000 + year, month, day, clock);
            found = seconds == Timestamps.INVALID ? seconds : seconds * 1_000_000 + micros;
        }
        if (found == Timestamps.INVALID) {
            throw new IllegalArgumentException("expected MM/dd-HH:mm:ss, found \"" + text + '"');
        }
        return found;
    }

    /** 1 to 12 for the English name of a month in three letters, as logs write it; 0 for anything else. */
    public static int month(CharSequence text, int at) {
        if (at + 3 > text.length()) {
            return 0;
        }
        for (int i = 0; i < MONTHS.length; i++) {
            String name = MONTHS[i];
            if (text.charAt(at) == name.charAt(0)
                    && text.charAt(at + 1) == name.charAt(1)
                    && text.charAt(at + 2) == name.charAt(2)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Nothing, or a dot and one to six digits up to the end; -1 for anything else. */
    private static int fraction(String text, int at) {
        if (at == text.length()) {
            return 0;
        }
        int digits = text.length() - at - 1;
        int value = text.charAt(at) == '.' && digits >= 1 && digits <= 6
                ? Timestamps.digits(text, at + 1, text.length())
                : -1;
        for (int i = digits; i < 6 && value > 0; i++) {
            value *= 10;
        }
        return value;
    }
}
