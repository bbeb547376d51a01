package com.hookprobe.dsm.sim;

import com.hookprobe.sim.JsonText;
import com.hookprobe.sim.Mix;
import com.hookprobe.sim.SeedOptions;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sums over many runs. Not thread-safe: {@link com.hookprobe.sim.SeedRunner} reports one at a time. */
final class Totals implements SeedOptions.Totals<RunReport> {
    private final String scenario;
    private long runs;
    private long failures;
    private long messages;
    private long heights;
    private long changes;
    private long crashes;
    private long accused;
    private long forks;
    private long entriesMax;
    private long sendsMax;
    private long traceHash;
    private double virtualSeconds;
    private @Nullable RunReport failure;

    Totals(String scenario) {
        this.scenario = scenario;
    }

    @Override
    public void add(RunReport report) {
        runs++;
        messages += report.messages();
        heights += report.heights();
        changes += report.changes();
        crashes += report.crashes();
        accused += report.accused();
        forks += report.forks();
        entriesMax = Math.max(entriesMax, report.entries());
        sendsMax = Math.max(sendsMax, report.sends());
        virtualSeconds += report.virtualNs() / 1e9;
        // A sum does not depend on the order in which threads come in.
        traceHash += Mix.fold(report.seed(), report.traceHash());
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
        return messages;
    }

    long heights() {
        return heights;
    }

    @Override
    public Optional<RunReport> firstFailure() {
        return Optional.ofNullable(failure);
    }

    long forks() {
        return forks;
    }

    /** Over all runs: equal seeds and options give an equal hash, on any number of threads. */
    String traceHash() {
        return String.format(Locale.ROOT, "%016x", traceHash);
    }

    @Override
    public String text(long tookNs) {
        StringBuilder text = new StringBuilder(format(
                "%s: %d runs, %d failed, %d heights decided, %d changes of the set, %d messages, %d crashes, %d liars accused, %d heights forked,"
                        + " at most %d entries in one collection and %d messages at once, %.1f h virtual",
                scenario,
                runs,
                failures,
                heights,
                changes,
                messages,
                crashes,
                accused,
                forks,
                entriesMax,
                sendsMax,
                virtualSeconds / 3600));
        if (tookNs > 0) {
            text.append(format(" in %.1f s, %.1f runs/s", tookNs / 1e9, runs / (tookNs / 1e9)));
        }
        return text.append(", trace ").append(traceHash()).toString();
    }

    @Override
    public String json(long tookNs) {
        StringBuilder text = new StringBuilder(format(
                "{\"scenario\":\"%s\",\"runs\":%d,\"failed\":%d,\"heights\":%d,\"changes\":%d,\"messages\":%d,\"crashes\":%d,"
                        + "\"accused\":%d,\"forks\":%d,\"entriesMax\":%d,\"sendsMax\":%d,\"virtualSeconds\":%.3f,"
                        + "\"seconds\":%.3f,\"traceHash\":\"%s\"",
                JsonText.escape(scenario),
                runs,
                failures,
                heights,
                changes,
                messages,
                crashes,
                accused,
                forks,
                entriesMax,
                sendsMax,
                virtualSeconds,
                tookNs / 1e9,
                traceHash()));
        if (failure != null) {
            text.append(
                    format(",\"failedSeed\":%d,\"failure\":\"%s\"", failure.seed(), JsonText.escape(failure.blame())));
        }
        return text.append('}').toString();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
