package com.hookprobe.node.report.core;

import com.hookprobe.node.report.core.ReportData.Day;
import com.hookprobe.node.report.core.ReportData.Device;
import com.hookprobe.node.report.core.ReportData.Devices;
import com.hookprobe.node.report.core.ReportData.Immunity;
import com.hookprobe.node.report.core.ReportData.Seen;
import com.hookprobe.node.report.core.ReportData.Verdict;
import com.hookprobe.node.report.core.ReportData.Verdict.State;
import java.util.ArrayList;
import java.util.List;

/** From numbers to the sentence with which a report begins, and to what is to be done (docs/spec/report.md 4). */
public final class Judgement {
    /** A score in the red for longer than this in a month is urgent. */
    public static final long RED_SECONDS = 3_600;

    /** Devices that were heard for less than this share of the time are named: 5 % lack. */
    public static final double HERE_MIN = 0.95;

    private static final int NAMED_MAX = 3;
    private static final int TOLD_MAX = 2;

    private final ReportData.About about;
    private final List<Day> days;
    private final List<Seen> seen;
    private final Devices devices;
    private final Immunity immunity;
    private final List<String> urgent = new ArrayList<>();
    private final List<String> attention = new ArrayList<>();
    private final List<String> todo = new ArrayList<>();

    private Judgement(ReportData.About about, List<Day> days, List<Seen> seen, Devices devices, Immunity immunity) {
        this.about = about;
        this.days = days;
        this.seen = seen;
        this.devices = devices;
        this.immunity = immunity;
    }

    /** The sentence, and what is to be done. */
    public record Result(Verdict verdict, List<String> todo) {}

    /** @param unanswered grave attacks of a site about which nothing was done; 0 where nobody knows */
    public static Result of(
            ReportData.About about,
            List<Day> days,
            List<Seen> seen,
            Devices devices,
            Immunity immunity,
            long unanswered) {
        return new Judgement(about, days, seen, devices, immunity).judge(unanswered);
    }

    private Result judge(long unanswered) {
        if (days.stream().noneMatch(Day::recorded)) {
            return new Result(
                    new Verdict(
                            State.UNKNOWN,
                            "Nothing was recorded in this month, so nothing can be said about it.",
                            List.of()),
                    List.of("Look whether HookProbe ran in this month, and whether it runs now."));
        }
        integrity();
        attacks(unanswered);
        availability();
        if (todo.isEmpty()) {
            todo.add("Nothing needs doing. Keep devices powered and connected.");
        }
        return new Result(verdict(), todo);
    }

    private void integrity() {
        List<String> broken = names(devices.rows().stream()
                .filter(device -> device.resonance().equals("BROKEN"))
                .toList());
        if (!broken.isEmpty()) {
            urgent.add("the integrity of " + list(broken) + " is broken");
            todo.add("Have " + list(broken)
                    + " examined where it stands before it is let in again: its software changed in a"
                    + " way that nobody announced.");
        }
        List<String> suspended = names(devices.rows().stream()
                .filter(device -> device.status().equals("SUSPENDED"))
                .toList());
        if (!suspended.isEmpty()) {
            urgent.add(list(suspended) + " is suspended, and protects nothing");
            todo.add("Find out why " + list(suspended)
                    + " was suspended: the table 'Updates, changes and time away' has the reason. Let it in again when that is"
                    + " mended.");
        }
        List<Device> back = devices.rows().stream()
                .filter(device -> device.breaks() > 0 && !device.resonance().equals("BROKEN"))
                .filter(device -> device.status().isEmpty() || device.status().equals("ACTIVE"))
                .toList();
        if (!back.isEmpty()) {
            attention.add(list(names(back)) + " was taken out for a time, and let in again");
        }
        List<String> pending = names(devices.rows().stream()
                .filter(device -> device.status().equals("PENDING"))
                .toList());
        int waiting = devices.byStatus().getOrDefault("PENDING", 0);
        if (waiting > 0) {
            attention.add(Words.counted(waiting, "device waits", "devices wait") + " to be let in");
            todo.add("Approve or refuse " + list(pending) + ", which ask to be let in.");
        }
    }

    private void attacks(long unanswered) {
        long red = days.stream().mapToLong(Day::red).sum();
        long amber = days.stream().mapToLong(Day::amber).sum();
        long critical = seen.stream().mapToLong(Seen::critical).sum();
        long high = seen.stream().mapToLong(Seen::high).sum();
        if (red > RED_SECONDS) {
            urgent.add("the danger score was in the red for " + Words.span(red));
        } else if (red > 0 || amber > RED_SECONDS) {
            attention.add("the danger score was raised for " + Words.span(red + amber));
        }
        if (unanswered > 0) {
            urgent.add(Words.counted(unanswered, "grave attack", "grave attacks") + " could not be answered");
            todo.add(
                    "Look at the grave attacks that were not answered: the console's page Detections names the reason.");
        }
        if (critical > 0) {
            attention.add(Words.counted(critical, "critical attack was", "critical attacks were") + " seen");
            todo.add(
                    "Go through the critical attacks with whoever looks after your machines: what they aimed at should be"
                            + " up to date, and its passwords changed.");
        } else if (high > 0) {
            attention.add(Words.counted(high, "severe attack was", "severe attacks were") + " seen");
        }
    }

    private void availability() {
        List<String> away = names(devices.rows().stream()
                .filter(device -> device.status().isEmpty() || device.status().equals("ACTIVE"))
                .filter(device -> device.here() >= 0 && device.here() < HERE_MIN)
                .toList());
        if (!away.isEmpty()) {
            attention.add(list(away) + " was away for more than 5 % of the time");
            todo.add("Check power and network of " + list(away) + ": what is not there does not protect.");
        }
    }

    private Verdict verdict() {
        String whose = about == ReportData.About.TENANT ? "Your network" : "Your site";
        if (!urgent.isEmpty()) {
            return because(State.URGENT, whose + " needs attention now, because ", urgent, attention);
        }
        if (!attention.isEmpty()) {
            return because(State.ATTENTION, whose + " needs attention, because ", attention, List.of());
        }
        long attacks = seen.stream().mapToLong(Seen::all).sum();
        String quiet = attacks == 0
                ? "No attack was seen"
                : Words.counted(attacks, "attack was", "attacks were") + " seen, and none was grave";
        String spared = immunity.spared() == 0
                ? "."
                : ", and " + Words.counted(immunity.spared(), "attacker", "attackers")
                        + " whom others had met first " + (immunity.spared() == 1 ? "was" : "were")
                        + " known before coming here.";
        return new Verdict(State.WELL, whose + " is well.", List.of(quiet + spared));
    }

    /** A sentence that one reads in one breath; what is left over stands below. */
    private static Verdict because(State state, String beginning, List<String> first, List<String> then) {
        List<String> told = first.subList(0, Math.min(TOLD_MAX, first.size()));
        List<String> rest = new ArrayList<>(first.subList(told.size(), first.size()));
        rest.addAll(then);
        return new Verdict(state, beginning + joined(told) + ".", besides(rest));
    }

    private static List<String> besides(List<String> reasons) {
        return reasons.stream().map(reason -> "Besides, " + reason + ".").toList();
    }

    private static List<String> names(List<Device> all) {
        return all.stream().map(Device::name).toList();
    }

    private static String list(List<String> names) {
        if (names.isEmpty()) {
            return "those";
        }
        List<String> shown = new ArrayList<>(names.subList(0, Math.min(NAMED_MAX, names.size())));
        if (names.size() > NAMED_MAX) {
            shown.add(Words.counted(names.size() - NAMED_MAX, "more device", "more devices"));
        }
        return joined(shown);
    }

    private static String joined(List<String> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.get(parts.size() - 1);
    }
}
