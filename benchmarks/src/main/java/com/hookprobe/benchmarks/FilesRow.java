package com.hookprobe.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One thing that was measured a few times: how long it took, and what it cost. */
final class FilesRow {
    private static final double NS = 1e9;
    private static final double MB = 1e6;
    private static final double GB = 1e9;

    private final String name;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> megabytesPerSecond = new ArrayList<>();
    private final List<Double> clientCpu = new ArrayList<>();
    private final List<Double> serverCpu = new ArrayList<>();
    private final List<Double> foreign = new ArrayList<>();

    FilesRow(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean isEmpty() {
        return seconds.isEmpty();
    }

    void add(PeerPair.Run run, long bytes, boolean counts) {
        if (counts) {
            add(Long.parseLong(run.answer()[1]) / NS, bytes, true);
            clientCpu.add(run.clientCpuSeconds() / (bytes / GB));
            serverCpu.add(run.serverCpuSeconds() / (bytes / GB));
            foreign.add(run.foreignCpuPercent());
        }
    }

    void add(double tookSeconds, long bytes, boolean counts) {
        if (counts) {
            seconds.add(tookSeconds);
            megabytesPerSecond.add(bytes / MB / tookSeconds);
        }
    }

    /** How fast, where the other is 1. The median of the ratios of neighbours, so that a slow minute counts on both sides. */
    double ratio(FilesRow to) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i++) {
            ratios.add(to.seconds.get(i) / seconds.get(i));
        }
        return Figures.median(ratios);
    }

    static void print(String heading, List<FilesRow> rows) {
        System.out.println(heading);
        System.out.printf(
                "%-46s %22s %9s %22s %8s%n", "", "MB/s median (min-max)", "ratio", "CPU s/GB client/server", "foreign");
        for (FilesRow row : rows) {
            System.out.printf(
                    Locale.ROOT,
                    "%-46s %8.0f (%5.0f-%5.0f) %9.2f %22s %8s%n",
                    row.name,
                    Figures.median(row.megabytesPerSecond),
                    Figures.least(row.megabytesPerSecond),
                    Figures.most(row.megabytesPerSecond),
                    row.ratio(rows.get(0)),
                    row.clientCpu.isEmpty()
                            ? "-"
                            : String.format(
                                    Locale.ROOT,
                                    "%.2f / %.2f",
                                    Figures.median(row.clientCpu),
                                    Figures.median(row.serverCpu)),
                    row.foreign.isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f %%", Figures.median(row.foreign)));
        }
    }

    Map<String, Object> report(FilesRow to) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("seconds", seconds);
        report.put("ratio", ratio(to));
        report.put("clientCpuSecondsPerGigabyte", clientCpu);
        report.put("serverCpuSecondsPerGigabyte", serverCpu);
        report.put("foreignCpuPercent", foreign);
        return report;
    }
}
