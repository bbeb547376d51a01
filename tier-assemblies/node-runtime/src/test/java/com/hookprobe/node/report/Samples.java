package com.hookprobe.node.report;

import com.hookprobe.node.report.core.Judgement;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.ReportData.About;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reports of made-up months: {@code Samples FOLDER} writes them, to be looked at. */
final class Samples {
    static final Period MONTH = Period.parse("2026-11");

    private Samples() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Files.writeString(folder.resolve("site.html"), ReportPage.of(site("bakery-guardian")), StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve("tenant.html"), ReportPage.of(tenant("Corner Bakeries Ltd")), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("empty.html"), ReportPage.of(empty("new-shop")), StandardCharsets.UTF_8);
    }

    private static List<ReportData.Day> days(boolean tenant, boolean calm) {
        List<ReportData.Day> days = new ArrayList<>();
        int factor = tenant ? 6 : 1;
        for (int i = 0; i < 30; i++) {
            double mean = 0.14 + 0.05 * Math.sin(i / 2.3) + (i == 17 && !calm ? 0.22 : 0);
            double highest = mean + 0.12 + (i % 7 == 3 ? 0.2 : 0) + (i == 17 && !calm ? 0.33 : 0);
            long amber = i == 17 && !calm ? 5_400 : i % 7 == 3 ? 420 : 0;
            long red = i == 17 && !calm ? 900 : 0;
            long up = (i == 8 ? 71_000 : 86_400) * factor - (i == 21 ? 20_000 : 0);
            boolean recorded = i > 1;
            days.add(
                    recorded
                            ? new ReportData.Day(
                                    MONTH.days().get(i).toString(),
                                    true,
                                    mean,
                                    highest,
                                    up - amber - red,
                                    amber,
                                    red,
                                    up,
                                    86_400L * factor,
                                    3 + i % 5)
                            : new ReportData.Day(MONTH.days().get(i).toString(), false, -1, -1, 0, 0, 0, 0, 0, 0));
        }
        return days;
    }

    static ReportData site(String name) {
        List<ReportData.Seen> seen = List.of(
                new ReportData.Seen("PORT_SCAN", 0, 120, 61, 4, 0),
                new ReportData.Seen("BRUTE_FORCE", 0, 0, 42, 17, 0),
                new ReportData.Seen("WEB_EXPLOIT", 0, 0, 3, 9, 2),
                new ReportData.Seen("BAD_REPUTATION", 14, 22, 0, 0, 0),
                new ReportData.Seen("SYN_FLOOD", 0, 0, 0, 1, 0));
        List<ReportData.Example> examples = List.of(
                new ReportData.Example(
                        MONTH.fromMicros() + 1_500_000_000_000L,
                        "WEB_EXPLOIT",
                        "CRITICAL",
                        "203.0.113.77",
                        "192.168.1.20",
                        "BLOCK",
                        "ENFORCED",
                        "GET /cgi-bin/.%2e/.%2e/bin/sh, answered with 200",
                        "9f0c".repeat(16),
                        40_211),
                new ReportData.Example(
                        MONTH.fromMicros() + 900_000_000_000L,
                        "BRUTE_FORCE",
                        "HIGH",
                        "198.51.100.9",
                        "192.168.1.5",
                        "BLOCK",
                        "ALREADY",
                        "214 failed log-ins in 60 s",
                        "77ab".repeat(16),
                        24_019));
        return data(About.SITE, name, days(false, false), seen, examples, 2);
    }

    static ReportData tenant(String name) {
        List<ReportData.Seen> seen = List.of(
                new ReportData.Seen("BRUTE_FORCE", 0, 0, 141, 33, 0), new ReportData.Seen("PORT_SCAN", 0, 0, 96, 0, 0));
        return data(About.TENANT, name, days(true, true), seen, List.of(), 6);
    }

    static ReportData empty(String name) {
        List<ReportData.Day> days = MONTH.days().stream()
                .map(day -> new ReportData.Day(day.toString(), false, -1, -1, 0, 0, 0, 0, 0, 0))
                .toList();
        return data(About.SITE, name, days, List.of(), List.of(), 1);
    }

    /** Of these texts in every place where a text can be. */
    static ReportData hostile(About about, String text) {
        ReportData.Device device = new ReportData.Device(text, text, text, text, text, 0.5, text, text, 0.5, 1, 3);
        return new ReportData(
                about,
                text,
                text,
                MONTH.toString(),
                MONTH.fromMicros(),
                MONTH.toMicros(),
                MONTH.toMicros() + 1,
                true,
                28,
                new ReportData.Verdict(ReportData.Verdict.State.URGENT, text, List.of(text)),
                days(false, false),
                List.of(new ReportData.Seen(text, 1, 1, 1, 1, 1)),
                List.of(new ReportData.Done(text, text, 1)),
                new ReportData.Immunity(1, 1, 1, 1),
                new ReportData.Devices(1, Map.of(text, 1), List.of(device), 0),
                List.of(new ReportData.Happened(1, text, text, text, text, text, text)),
                0,
                List.of(new ReportData.Example(1, text, text, text, text, text, text, text, text, 1)),
                List.of(text),
                new ReportData.Evidence(
                        text,
                        1,
                        new ReportData.Checkpoint(1, 1, text, text, 3, 4),
                        new ReportData.Checkpoint(1, 1, text, text, 3, 4),
                        Map.of(text, 1L),
                        text),
                List.of(text));
    }

    private static ReportData data(
            About about,
            String name,
            List<ReportData.Day> days,
            List<ReportData.Seen> seen,
            List<ReportData.Example> examples,
            int deviceCount) {
        boolean tenant = about == About.TENANT;
        int recorded = (int) days.stream().filter(ReportData.Day::recorded).count();
        List<ReportData.Device> devices = new ArrayList<>();
        String[] names = {"till-2", "bakery-north", "bakery-south", "office", "warehouse", "mill"};
        for (int i = 0; i < (tenant ? deviceCount : 1); i++) {
            devices.add(new ReportData.Device(
                    tenant ? names[i] : name,
                    "ab".repeat(32),
                    "Guardian",
                    tenant ? "North shop" : "",
                    tenant ? (i == 0 ? "SUSPENDED" : "ACTIVE") : "",
                    i == 0 && tenant ? -1 : 0.93 - i * 0.02,
                    i == 0 && tenant ? "" : "FULL",
                    i == 0 && tenant ? "" : recorded == 0 ? "UNKNOWN" : "RESONANT",
                    i == 3 ? 0.91 : 0.998,
                    MONTH.toMicros() - 40_000_000L,
                    i == 0 && tenant ? 1 : 0));
        }
        ReportData.Devices all = new ReportData.Devices(
                devices.size(), tenant ? Map.of("ACTIVE", 5, "SUSPENDED", 1) : Map.of(), devices, 0);
        ReportData.Immunity immunity =
                recorded == 0 ? new ReportData.Immunity(0, 0, 0, 0) : new ReportData.Immunity(318, 12, 344, 26);
        Judgement.Result judged = Judgement.of(about, days, seen, all, immunity, 0);
        List<ReportData.Happened> happened = tenant
                ? List.of(
                        new ReportData.Happened(
                                MONTH.fromMicros() + 500_000_000_000L,
                                "till-2",
                                "suspend",
                                "ACTIVE",
                                "SUSPENDED",
                                "verifier",
                                "its weights do not follow from its records"),
                        new ReportData.Happened(
                                MONTH.fromMicros() + 800_000_000_000L,
                                "office",
                                "set-baseline",
                                "ACTIVE",
                                "ACTIVE",
                                "acme/anna",
                                "upgrade to 1.4"))
                : List.of();
        ReportData.Checkpoint first = new ReportData.Checkpoint(
                3_311, MONTH.fromMicros() + 60_000_000L, "1c".repeat(32), "2d".repeat(32), 4, 4);
        ReportData.Checkpoint last = new ReportData.Checkpoint(
                46_502, MONTH.toMicros() - 20_000_000L, "3e".repeat(32), "4f".repeat(32), 3, 4);
        List<ReportData.Done> done = recorded == 0
                ? List.of()
                : tenant
                        ? List.of(
                                new ReportData.Done("BRUTE_FORCE", "BLOCK", 298),
                                new ReportData.Done("PORT_SCAN", "WATCH", 46))
                        : List.of(
                                new ReportData.Done("BRUTE_FORCE", "BLOCK", 31),
                                new ReportData.Done("PORT_SCAN", "WATCH", 22),
                                new ReportData.Done("WEB_EXPLOIT", "BLOCK", 11),
                                new ReportData.Done("SYN_FLOOD", "RATE_LIMIT", 1));
        return new ReportData(
                about,
                name,
                tenant ? "mssp-1" : name,
                MONTH.toString(),
                MONTH.fromMicros(),
                MONTH.toMicros(),
                MONTH.toMicros() + 3_600_000_000L,
                true,
                recorded,
                judged.verdict(),
                days,
                seen,
                done,
                immunity,
                all,
                happened,
                0,
                examples,
                judged.todo(),
                new ReportData.Evidence(
                        "5a".repeat(32),
                        recorded == 0 ? 0 : 43_192,
                        recorded == 0 ? null : first,
                        recorded == 0 ? null : last,
                        recorded == 0 ? Map.of() : Map.of("ids_alert", 297L, "mitigation", 318L, "policy_update", 4L),
                        (tenant ? "mssp-1" : name) + " " + "cd".repeat(32)),
                List.of(
                        "Attacks that were never on the wire that this site watches.",
                        "Names of attackers beyond the gravest."));
    }
}
