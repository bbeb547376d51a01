package com.hookprobe.node.report.core;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of one day, UTC, by subject: a node's id in hexadecimal, {@link #tenant a tenant}, or {@link #HERE}. Not safe for use by several
 * threads.
 */
public final class DayTallies {
    /** The node that counts, and what is nobody's alone. */
    public static final String HERE = "-";

    /** Subjects of a day; one more is not counted. */
    public static final int SUBJECTS_MAX = 65_536;

    private static final String HEADER = "HOOKPROBE TALLIES 1 ";
    private static final String TENANT = "tenant/";
    private static final int SUBJECT_CHARS_MAX = 80;

    private final LocalDate day;
    private final TreeMap<String, Tally> subjects = new TreeMap<>();
    private long dropped;

    /** Of a day on which nothing has been counted. */
    public DayTallies(LocalDate day) {
        this.day = day;
    }

    /** A tenant as a subject. */
    public static String tenant(String id) {
        return TENANT + id;
    }

    /** Which day. */
    public LocalDate day() {
        return day;
    }

    /** How much had no room. */
    public long dropped() {
        return dropped;
    }

    /** Counts; see {@link Tally#count}. What has no room is dropped, and that is counted. */
    public void count(String subject, String name, long value) {
        Tally tally = subjects.get(subject);
        if (tally == null) {
            if (subjects.size() >= SUBJECTS_MAX || subject.isEmpty() || subject.length() > SUBJECT_CHARS_MAX) {
                dropped++;
                return;
            }
            tally = new Tally();
            subjects.put(subject, tally);
        }
        if (!tally.count(name, value)) {
            dropped++;
        }
    }

    /** What was counted of a subject; an empty one when nothing was. */
    public Tally of(String subject) {
        Tally known = subjects.get(subject);
        return known == null ? new Tally() : known;
    }

    /** All subjects; a view. */
    public Map<String, Tally> all() {
        return Collections.unmodifiableMap(subjects);
    }

    /** One line a value behind a header; see docs/spec/report.md 2. */
    public String text() {
        StringBuilder text = new StringBuilder(HEADER).append(day).append('\n');
        subjects.forEach((subject, tally) -> tally.all()
                .forEach((name, value) -> text.append(subject)
                        .append(' ')
                        .append(name)
                        .append(' ')
                        .append(value)
                        .append('\n')));
        return text.append("END\n").toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException with what was expected and found
     */
    public static DayTallies read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || !lines.get(lines.size() - 1).equals("END")) {
            throw new IllegalArgumentException("tallies: expected a last line END, found none: the file is not whole");
        }
        DayTallies read = new DayTallies(day(lines.get(0)));
        for (String line : lines.subList(1, lines.size() - 1)) {
            String[] parts = line.split(" ", -1);
            Long value = parts.length == 3 ? number(parts[2]) : null;
            if (value == null) {
                throw new IllegalArgumentException("tallies: expected 'SUBJECT NAME NUMBER', found " + line);
            }
            read.count(parts[0], parts[1], value);
        }
        return read;
    }

    private static LocalDate day(String header) {
        try {
            if (header.startsWith(HEADER)) {
                return LocalDate.parse(header.substring(HEADER.length()));
            }
        } catch (DateTimeParseException e) {
            // Told below.
        }
        throw new IllegalArgumentException("tallies: expected '" + HEADER + "DATE', found " + header);
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
