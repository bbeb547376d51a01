package com.hookprobe.node.role;

import com.hookprobe.node.report.TallyFolder;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData.Day;
import com.hookprobe.node.report.core.ReportData.Done;
import com.hookprobe.node.report.core.ReportData.Seen;
import com.hookprobe.node.report.core.Tally;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From tallies to the rows of a report. */
final class ReportParts {
    private static final double MILLIONTHS = 1e6;
    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = 86_400_000;

    private ReportParts() {}

    /** The tallies of a month's days that there are; of this day what the loop has. */
    static Map<LocalDate, DayTallies> days(TallyFolder folder, Period period, DayTallies today) throws IOException {
        Map<LocalDate, DayTallies> days = new TreeMap<>();
        for (LocalDate day : folder.days()) {
            if (period.days().contains(day) && !day.equals(today.day())) {
                folder.load(day).ifPresent(read -> days.put(day, read));
            }
        }
        if (period.days().contains(today.day()) && !today.all().isEmpty()) {
            days.put(today.day(), today);
        }
        return days;
    }

    /** Subjects of a month together. */
    static Tally joined(Map<LocalDate, DayTallies> days, Iterable<String> subjects) {
        Tally all = new Tally();
        for (DayTallies day : days.values()) {
            subjects.forEach(subject -> all.join(day.of(subject)));
        }
        return all;
    }

    /** A day of a tenant: of its nodes together. */
    static Day tenantDay(LocalDate date, DayTallies day, Iterable<String> nodes) {
        Tally all = new Tally();
        nodes.forEach(each -> all.join(day.of(each)));
        return day(date, all, all.get(TallyNames.UP), all.get(TallyNames.EXPECTED));
    }

    /**
     * A day of the site itself.
     *
     * @param first whether counting began on that day
     * @param nowMicros to which the day is not over yet
     */
    static Day siteDay(LocalDate date, DayTallies day, boolean first, long nowMicros) {
        Tally all = day.of(DayTallies.HERE);
        long fromMs = date.toEpochDay() * DAY_MS;
        long end = Math.min(DAY_MS, nowMicros / 1_000 - fromMs);
        long begin = first ? all.get(TallyNames.FIRST) : 0;
        return day(date, all, all.get(TallyNames.UP), Math.max(all.get(TallyNames.UP), end - begin));
    }

    private static Day day(LocalDate date, Tally all, long upMs, long expectedMs) {
        long scores = all.get(TallyNames.SCORES);
        return new Day(
                date.toString(),
                true,
                scores == 0 ? -1 : all.get(TallyNames.SCORE_SUM) / (double) scores / MILLIONTHS,
                scores == 0 ? -1 : all.get(TallyNames.SCORE_HIGHEST) / MILLIONTHS,
                all.get(TallyNames.band(com.hookprobe.qsecbit.metric.Band.GREEN)) / SECOND_MS,
                all.get(TallyNames.band(com.hookprobe.qsecbit.metric.Band.AMBER)) / SECOND_MS,
                all.get(TallyNames.band(com.hookprobe.qsecbit.metric.Band.RED)) / SECOND_MS,
                upMs / SECOND_MS,
                expectedMs / SECOND_MS,
                all.sum(TallyNames.SEEN));
    }

    /** A day without a tally. */
    static Day unrecorded(LocalDate date) {
        return new Day(date.toString(), false, -1, -1, 0, 0, 0, 0, 0, 0);
    }

    /** Attacks by kind, the most numerous first. */
    static List<Seen> seen(Tally all) {
        Map<String, long[]> kinds = new TreeMap<>();
        all.all().forEach((name, count) -> {
            String[] parts = name.split("\\.");
            if (parts.length == 3 && name.startsWith(TallyNames.SEEN)) {
                kinds.computeIfAbsent(parts[1], any -> new long[Severity.values().length])[
                        Severity.valueOf(parts[2]).code()] += count;
            }
        });
        List<Seen> rows = new ArrayList<>();
        kinds.forEach((kind, by) -> rows.add(new Seen(kind, by[0], by[1], by[2], by[3], by[4])));
        rows.sort(Comparator.comparingLong(Seen::all).reversed().thenComparing(Seen::kind));
        return rows;
    }

    /** What was done, by kind; names begin with this. */
    static List<Done> done(Tally all, String beginning) {
        List<Done> rows = new ArrayList<>();
        all.all().forEach((name, count) -> {
            String[] parts = name.split("\\.");
            if (parts.length == 3 && name.startsWith(beginning)) {
                rows.add(new Done(parts[1], parts[2], count));
            }
        });
        rows.sort(Comparator.comparingLong(Done::count)
                .reversed()
                .thenComparing(Done::kind)
                .thenComparing(Done::action));
        return rows;
    }
}
