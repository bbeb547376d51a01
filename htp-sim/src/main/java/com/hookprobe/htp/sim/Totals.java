package com.hookprobe.htp.sim;

import com.hookprobe.sim.JsonText;
import com.hookprobe.sim.SeedOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sums over many runs. Not thread-safe: {@link com.hookprobe.sim.SeedRunner} reports one at a time. */
final class Totals implements SeedOptions.Totals<RunReport> {
    private final Scenario scenario;
    private final Map<String, Double> metrics = new TreeMap<>();
    private long runs;
    private long failures;
    private long datagrams;
    private long sessions;
    private long messages;
    private long messageBytes;
    private double virtualSeconds;
    private @Nullable RunReport failure;

    Totals(Scenario scenario) {
        this.scenario = scenario;
    }

    @Override
    public void add(RunReport report) {
        runs++;
        datagrams += report.datagrams();
        sessions += report.sessions();
        messages += report.messages();
        messageBytes += report.messageBytes();
        virtualSeconds += report.virtualNs() / 1e9;
        report.metrics().forEach((name, value) -> metrics.merge(name, value, Double::sum));
        if (!report.passed()) {
            failures++;
            // Threads overtake each other; the smallest seed is the same every time.
            if (failure == null || report.seed() < failure.seed()) {
                failure = report;
            }
        }
    }

    @Override
    public long runs() {
        return runs;
    }

    @Override
    public long failures() {
        return failures;
    }

    @Override
    public long sent() {
        return datagrams;
    }

    @Override
    public Optional<RunReport> firstFailure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public String text(long tookNs) {
        StringBuilder text = new StringBuilder();
        text.append(format(
                "%s: %d runs, %d failed, %d sessions, %d messages (%.1f MB), %d datagrams, %.1f h virtual",
                scenario.name(),
                runs,
                failures,
                sessions,
                messages,
                messageBytes / 1e6,
                datagrams,
                virtualSeconds / 3600));
        if (tookNs > 0) {
            text.append(format(" in %.1f s, %.1f runs/s", tookNs / 1e9, runs / (tookNs / 1e9)));
        }
        metrics.forEach((name, sum) -> text.append(format(", mean %s %.4g", name, sum / runs)));
        return text.toString();
    }

    @Override
    public String json(long tookNs) {
        StringBuilder text = new StringBuilder();
        text.append(format(
                "{\"scenario\":\"%s\",\"runs\":%d,\"failed\":%d,\"sessions\":%d,\"messages\":%d,\"messageBytes\":%d,"
                        + "\"datagrams\":%d,\"virtualSeconds\":%.3f,\"seconds\":%.3f",
                scenario.name(),
                runs,
                failures,
                sessions,
                messages,
                messageBytes,
                datagrams,
                virtualSeconds,
                tookNs / 1e9));
        if (failure != null) {
            text.append(
                    format(",\"failedSeed\":%d,\"failure\":\"%s\"", failure.seed(), JsonText.escape(failure.blame())));
        }
        text.append(",\"means\":{");
        String comma = "";
        for (Map.Entry<String, Double> metric : metrics.entrySet()) {
            text.append(format("%s\"%s\":%.6f", comma, metric.getKey(), metric.getValue() / runs));
            comma = ",";
        }
        return text.append("}}").toString();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
