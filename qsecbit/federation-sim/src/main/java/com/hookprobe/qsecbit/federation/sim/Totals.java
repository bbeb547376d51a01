package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.sim.JsonText;
import com.hookprobe.sim.SeedOptions;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sums over many runs. Not thread-safe: {@link com.hookprobe.sim.SeedRunner} reports one at a time. */
final class Totals implements SeedOptions.Totals<RunReport> {
    final Exercised exercised = new Exercised();
    private long runs;
    private long failures;
    private long messages;
    private double virtualHours;
    private @Nullable RunReport failure;

    @Override
    public void add(RunReport report) {
        runs++;
        messages += report.messages();
        virtualHours += report.virtualMicros() / (double) Clockwork.HOUR;
        exercised.add(report.exercised());
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

    @Override
    public Optional<RunReport> firstFailure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public String text(long tookNs) {
        StringBuilder checks = new StringBuilder();
        for (Invariant invariant : Invariant.values()) {
            checks.append(invariant.ordinal() == 0 ? "" : ", ")
                    .append(invariant)
                    .append(' ')
                    .append(exercised.checks[invariant.ordinal()]);
        }
        return format(
                "%d runs, %d failed, %d messages, %d decisions, %d cancels; had to hold: %s; ban p50 %d ms, p99 %d ms, max %d ms;"
                        + " pardon p50 %d ms, p99 %d ms, max %d ms; %.0f h virtual in %.1f s, %.1f runs/s",
                runs,
                failures,
                messages,
                exercised.decisions,
                exercised.cancels,
                checks,
                exercised.banMillis(0.5),
                exercised.banMillis(0.99),
                exercised.banMillis(1),
                exercised.pardonMillis(0.5),
                exercised.pardonMillis(0.99),
                exercised.pardonMillis(1),
                virtualHours,
                tookNs / 1e9,
                runs / (tookNs / 1e9));
    }

    @Override
    public String json(long tookNs) {
        StringBuilder text = new StringBuilder(format(
                "{\"runs\":%d,\"failed\":%d,\"messages\":%d,\"decisions\":%d,\"cancels\":%d",
                runs, failures, messages, exercised.decisions, exercised.cancels));
        for (Invariant invariant : Invariant.values()) {
            text.append(format(
                    ",\"%s\":%d", invariant.name().toLowerCase(Locale.ROOT), exercised.checks[invariant.ordinal()]));
        }
        text.append(format(
                ",\"ban_ms_p50\":%d,\"ban_ms_p99\":%d,\"ban_ms_max\":%d,\"pardon_ms_p50\":%d,\"pardon_ms_p99\":%d,"
                        + "\"pardon_ms_max\":%d,\"virtualHours\":%.1f,\"seconds\":%.3f",
                exercised.banMillis(0.5),
                exercised.banMillis(0.99),
                exercised.banMillis(1),
                exercised.pardonMillis(0.5),
                exercised.pardonMillis(0.99),
                exercised.pardonMillis(1),
                virtualHours,
                tookNs / 1e9));
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
