package com.hookprobe.node.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A status page for people: the verdict first, then who is where, then why views were skipped. */
public final class StatusTable {
    /** A page older than this says nothing of now: it is written at least every 5 s. */
    public static final long STALE_MICROS = 15_000_000L;

    private StatusTable() {}

    /** What is not as it should be at this moment, the page's own age included; empty for a healthy node. */
    public static List<String> problems(StatusPage page, long wallMicros) {
        List<String> problems = new ArrayList<>(page.problems());
        if (wallMicros - page.written() > STALE_MICROS) {
            problems.add(
                    0, "the page is " + age(wallMicros - page.written()) + " old: the node does not run, or hangs");
        }
        return problems;
    }

    /** The lines to print. */
    public static List<String> lines(StatusPage page, long wallMicros) {
        List<String> lines = new ArrayList<>();
        List<String> problems = problems(page, wallMicros);
        lines.add(printable(page.node()) + ": " + (problems.isEmpty() ? "healthy" : "NOT HEALTHY"));
        problems.forEach(problem -> lines.add("  - " + printable(problem)));
        lines.add(String.format(
                Locale.ROOT,
                "height %d since %s, %s, epoch %d final; %d of %d sign a checkpoint; behind %d; refused %d, malformed %d; written"
                        + " %s ago",
                page.height(),
                since(page.heightSince(), wallMicros),
                page.view() == 0
                        ? "not started"
                        : "view " + page.view() + " since " + since(page.viewSince(), wallMicros),
                page.epoch(),
                page.quorum(),
                page.validators().size(),
                page.behind(),
                page.refused(),
                page.malformed(),
                age(wallMicros - page.written())));
        lines.add("");
        lines.addAll(members(page, wallMicros));
        lines.add("A certificate has the first " + page.quorum()
                + " signatures: who is missing there was later, or silent.");
        lines.add("");
        lines.add(page.viewChanges().isEmpty() ? "no view was skipped" : "views that were skipped, newest first:");
        for (StatusPage.Change change : page.viewChanges()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s ago, height %d: %s",
                    age(wallMicros - change.at()),
                    change.height(),
                    printable(change.text())));
        }
        return lines;
    }

    private static List<String> members(StatusPage page, long wallMicros) {
        int width = Math.max(
                9,
                page.validators().stream()
                        .mapToInt(m -> m.name().length() + (m.self() ? 7 : 0))
                        .max()
                        .orElse(0));
        String format = "%-" + width + "s  %-9s  %9s  %5s  %15s  %9s  %10s";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, format, "validator", "heard", "height", "view", "in certificates", "votes", "last voted"));
        for (StatusPage.Member member : page.validators()) {
            lines.add(String.format(
                    Locale.ROOT,
                    format,
                    printable(member.name()) + (member.self() ? " (this)" : ""),
                    member.self() ? "-" : member.heard() == 0 ? "never" : age(wallMicros - member.heard()) + " ago",
                    member.height() == 0 ? "-" : member.height(),
                    member.height() == 0 ? "-" : member.view(),
                    member.inCertificates() + " of " + member.certificates(),
                    member.self() ? "-" : member.votes(),
                    member.lastVoted() == 0 ? "-" : member.lastVoted()));
        }
        return lines;
    }

    private static String since(long micros, long wallMicros) {
        return age(wallMicros - micros);
    }

    /** Clocks may go back a little: that is no age. */
    static String age(long micros) {
        double seconds = Math.max(0, micros) / 1e6;
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < 7_200
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3_600);
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return shown.toString();
    }
}
