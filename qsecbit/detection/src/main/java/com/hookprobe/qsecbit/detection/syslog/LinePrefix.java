package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.detection.read.YearlessTime;
import com.hookprobe.qsecbit.metric.IpAddress;

/**
 * Takes the prefix off a line: that of RFC 3164, of RFC 5424, or a time alone in one of the forms that servers write. A
 * line whose beginning is none of these is all message; a time that is none is left to those who need it.
 *
 * <p>Every scan goes once from left to right, so that no line costs more than its length.
 */
final class LinePrefix {
    private static final int PID_DIGITS_MAX = 9;

    private final YearlessTime years;

    LinePrefix(YearlessTime years) {
        this.years = years;
    }

    LogLine read(String text) {
        int at = afterPriority(text);
        if (at > 0 && text.startsWith("1 ", at)) {
            return structured(text, at + 2);
        }
        if (YearlessTime.month(text, at) > 0) {
            return traditional(text, at);
        }
        // A weekday before the month, the year behind the time.
        if (at + 4 < text.length() && text.charAt(at + 3) == ' ' && YearlessTime.month(text, at + 4) > 0) {
            return withYearBehind(text, at + 4);
        }
        int first = wordEnd(text, at);
        if (first < text.length() && isDate(text, first + 1) && isAddress(text.substring(at, first))) {
            // Some databases begin with the client.
            LogLine rest = dated(text, first + 1);
            return new LogLine(
                    rest.timeMicros(), rest.program(), rest.pid(), text.substring(at, first) + ' ' + rest.message());
        }
        return isDate(text, at) ? dated(text, at) : shortDated(text, at);
    }

    /** RFC 5424 6: time, host, program, process, message id, structured data. */
    private static LogLine structured(String text, int from) {
        int timeEnd = wordEnd(text, from);
        int hostEnd = wordEnd(text, timeEnd + 1);
        int programEnd = wordEnd(text, hostEnd + 1);
        int processEnd = wordEnd(text, programEnd + 1);
        int idEnd = wordEnd(text, processEnd + 1);
        if (idEnd >= text.length()) {
            return bare(text);
        }
        int at = idEnd + 1;
        while (at < text.length() && text.charAt(at) == '[') {
            boolean quoted = false;
            while (++at < text.length() && (quoted || text.charAt(at) != ']')) {
                char c = text.charAt(at);
                at += quoted && c == '\\' ? 1 : 0;
                quoted ^= c == '"';
            }
            at++;
        }
        at += at < text.length() && text.charAt(at) == '-' ? 1 : 0;
        at += at < text.length() && text.charAt(at) == ' ' ? 1 : 0;
        at += at < text.length() && text.charAt(at) == '\ufeff' ? 1 : 0;
        String time = text.substring(from, timeEnd);
        String program = text.substring(hostEnd + 1, programEnd);
        return new LogLine(
                time.equals("-") ? Timestamps.INVALID : Timestamps.parse(time),
                program.equals("-") ? "" : program,
                number(text, programEnd + 1, processEnd),
                text.substring(Math.min(at, text.length())));
    }

    /** RFC 3164 4.1: {@code Mmm dd hh:mm:ss host tag[pid]: message}. */
    private LogLine traditional(String text, int from) {
        int day = skipSpaces(text, from + 3);
        int dayEnd = wordEnd(text, day);
        int clock = skipSpaces(text, dayEnd);
        int clockEnd = wordEnd(text, clock);
        if (dayEnd - day > 2 || Timestamps.digits(text, day, dayEnd) < 1 || Timestamps.clock(text, clock) < 0) {
            return bare(text);
        }
        long micros = years.of(
                YearlessTime.month(text, from),
                Timestamps.digits(text, day, dayEnd),
                Timestamps.clock(text, clock),
                fraction(text, clock + 8, clockEnd));
        return tagged(micros, text, clockEnd + 1);
    }

    private static LogLine withYearBehind(String text, int from) {
        int day = skipSpaces(text, from + 3);
        int dayEnd = wordEnd(text, day);
        int clock = skipSpaces(text, dayEnd);
        int year = wordEnd(text, clock) + 1;
        int yearEnd = wordEnd(text, year);
        if (dayEnd - day > 2 || yearEnd - year != 4 || Timestamps.clock(text, clock) < 0) {
            return bare(text);
        }
        long seconds = Timestamps.utcSeconds(
                Timestamps.digits(text, year, yearEnd),
                YearlessTime.month(text, from),
                Timestamps.digits(text, day, dayEnd),
                Timestamps.clock(text, clock));
        return untagged(micros(seconds), text, yearEnd + 1);
    }

    /** ISO 8601; the time may stand behind a space, its hour may have one digit, its fraction may follow a comma. */
    private static LogLine dated(String text, int from) {
        int end = wordEnd(text, from);
        if (end - from > 10) {
            int timeEnd = text.charAt(end - 1) == ':' ? end - 1 : end;
            return tagged(Timestamps.parse(text.substring(from, timeEnd)), text, end + 1);
        }
        int clock = skipSpaces(text, end);
        int clockEnd = wordEnd(text, clock);
        String time = text.substring(clock, clockEnd).replace(',', '.');
        time = time.indexOf(':') == 1 ? '0' + time : time;
        int rest = clockEnd + 1;
        if (text.startsWith("UTC ", rest) || text.startsWith("GMT ", rest)) {
            rest += 4;
        }
        return tagged(Timestamps.parse(text.substring(from, end) + 'T' + time), text, rest);
    }

    /** {@code yymmdd hh:mm:ss} of old databases. */
    private static LogLine shortDated(String text, int from) {
        int clock = skipSpaces(text, from + 6);
        if (from + 7 > text.length() || text.charAt(from + 6) != ' ' || Timestamps.digits(text, from, from + 6) < 0) {
            return bare(text);
        }
        int second = clock + 1 < text.length() && text.charAt(clock + 1) == ':' ? -1 : Timestamps.clock(text, clock);
        if (second < 0) {
            return bare(text);
        }
        long seconds = Timestamps.utcSeconds(
                2000 + Timestamps.digits(text, from, from + 2),
                Timestamps.digits(text, from + 2, from + 4),
                Timestamps.digits(text, from + 4, from + 6),
                second);
        return untagged(micros(seconds), text, clock + 9);
    }

    /** A host and a tag, a tag alone, or neither. */
    private static LogLine tagged(long micros, String text, int from) {
        int first = wordEnd(text, from);
        int second = wordEnd(text, first + 1);
        if (isTag(text, first + 1, second)) {
            return tagged(micros, text, first + 1, second);
        }
        return isTag(text, from, first) ? tagged(micros, text, from, first) : untagged(micros, text, from);
    }

    private static LogLine tagged(long micros, String text, int from, int to) {
        int end = text.charAt(to - 1) == ':' ? to - 1 : to;
        int bracket = text.charAt(end - 1) == ']' ? text.indexOf('[', from) : -1;
        int pid = bracket > 0 && bracket < end ? number(text, bracket + 1, end - 1) : 0;
        String program = text.substring(from, bracket > 0 && bracket < end ? bracket : end);
        return new LogLine(micros, program, pid, text.substring(Math.min(text.length(), to + 1)));
    }

    private static LogLine untagged(long micros, String text, int from) {
        return new LogLine(micros, "", 0, text.substring(Math.min(from, text.length())));
    }

    private static LogLine bare(String text) {
        return new LogLine(Timestamps.INVALID, "", 0, text);
    }

    /** {@code name:}, {@code name[12]:} or {@code name[12]}, beginning with a letter. */
    private static boolean isTag(String text, int from, int to) {
        if (from >= to || to > text.length() || !Character.isLetter(text.charAt(from))) {
            return false;
        }
        boolean colon = text.charAt(to - 1) == ':';
        int end = colon ? to - 1 : to;
        if (end > from && text.charAt(end - 1) == ']') {
            int bracket = text.indexOf('[', from);
            return bracket < end && number(text, bracket + 1, end - 1) > 0;
        }
        return colon && end > from;
    }

    private static int afterPriority(String text) {
        if (text.isEmpty() || text.charAt(0) != '<') {
            return 0;
        }
        int end = text.indexOf('>');
        return end >= 2 && end <= 4 && Timestamps.digits(text, 1, end) >= 0 ? end + 1 : 0;
    }

    private static boolean isDate(String text, int at) {
        return at + 10 <= text.length()
                && text.charAt(at + 4) == '-'
                && text.charAt(at + 7) == '-'
                && Timestamps.digits(text, at, at + 4) >= 0;
    }

    private static boolean isAddress(String text) {
        return IpAddress.parse(text).isPresent();
    }

    private static long micros(long seconds) {
        return seconds == Timestamps.INVALID ? seconds : seconds * 1_000_000;
    }

    /** Up to six digits behind a dot as microseconds; 0 for anything else. */
    private static int fraction(String text, int from, int to) {
        int digits = to - from - 1;
        int value = digits >= 1 && digits <= 6 && text.charAt(from) == '.' ? Timestamps.digits(text, from + 1, to) : 0;
        for (int i = digits; i < 6 && value > 0; i++) {
            value *= 10;
        }
        return Math.max(0, value);
    }

    private static int number(String text, int from, int to) {
        return to > from && to - from <= PID_DIGITS_MAX ? Math.max(0, Timestamps.digits(text, from, to)) : 0;
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** The index of the next space or the end of the text. */
    private static int wordEnd(String text, int from) {
        int end = from >= text.length() ? -1 : text.indexOf(' ', from);
        return end < 0 ? text.length() : end;
    }
}
