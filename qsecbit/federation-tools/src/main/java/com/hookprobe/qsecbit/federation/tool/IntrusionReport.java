package com.hookprobe.qsecbit.federation.tool;

import com.hookprobe.qsecbit.detection.tool.JsonLine;
import com.hookprobe.qsecbit.federation.tool.intrusion.IntrusionResult;
import com.hookprobe.qsecbit.federation.tool.intrusion.IntrusionStudy;
import com.hookprobe.qsecbit.federation.tool.intrusion.StepResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What sharing alert classes protects, as a table.
 *
 * @param folder of the recordings
 * @param options what to run and show
 */
record IntrusionReport(Path folder, Options options) {
    /** What to run and show. */
    record Options(
            boolean baseline,
            boolean steps,
            boolean leaveOneOut,
            int orders,
            long wayMicros,
            long seed,
            boolean json) {}

    private static final int PAIRS_WANTED = 46;
    private static final int PAIRS_OF = 65;
    private static final double BENIGN_SHARE_MAX = 0.003;
    private static final double PERCENT = 100;

    int print(PrintWriter out) throws IOException {
        IntrusionStudy study = IntrusionStudy.read(folder, options.wayMicros(), options.seed());
        if (!options.json()) {
            out.printf(
                    Locale.ROOT,
                    "%d sites: %s; %.3f s from alert to block%n",
                    study.sites().size(),
                    String.join(", ", study.sites()),
                    2 * options.wayMicros() / 1e6);
            out.println("rule                            k  pairs protected  from the first alert on"
                    + "  benign blocked      share");
        }
        if (options.baseline()) {
            study.namesOnly().forEach(result -> row(out, result));
        }
        IntrusionResult first = study.machines(1);
        row(out, first);
        for (int owners = 2; owners <= IntrusionStudy.OWNERS_MAX; owners++) {
            row(out, study.machines(owners));
        }
        if (options.leaveOneOut()) {
            study.sites().forEach(site -> row(out, named(study.without(site), "without " + site)));
        }
        for (int number = 1; number <= options.orders(); number++) {
            row(out, named(study.reordered(number), "order " + number));
        }
        if (options.steps()) {
            first.steps().forEach(step -> step(out, step));
        }
        boolean reached = isReached(first);
        figure(out, first, reached);
        out.flush();
        return reached ? 0 : 1;
    }

    /** The share of pairs that was wanted of 65, since other folders hold fewer. */
    private static boolean isReached(IntrusionResult result) {
        return result.pairsProtected() * (long) PAIRS_OF
                        >= PAIRS_WANTED * (long) result.steps().size()
                && result.benignShare() <= BENIGN_SHARE_MAX;
    }

    private static IntrusionResult named(IntrusionResult result, String name) {
        return new IntrusionResult(
                name,
                result.owners(),
                result.steps(),
                result.benign(),
                result.benignBlocked(),
                result.costliest(),
                result.reports(),
                result.decisions());
    }

    private void row(PrintWriter out, IntrusionResult result) {
        if (options.json()) {
            out.println(fields(new JsonLine().text("event", "intrusion_rule"), result)
                    .end());
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-30s %2d %10d of %-3d %24d %15d %9.3f %%%n",
                    result.rule(),
                    result.owners(),
                    result.pairsProtected(),
                    result.steps().size(),
                    result.pairsAtOnce(),
                    result.benignBlocked(),
                    PERCENT * result.benignShare());
        }
        out.flush();
    }

    private void step(PrintWriter out, StepResult step) {
        if (options.json()) {
            out.println(new JsonLine()
                    .text("event", "intrusion_step")
                    .text("site", step.site())
                    .text("step", step.step())
                    .number("alerts", step.alerts())
                    .number("blocked", step.blocked())
                    .truth("protected", step.isProtected())
                    .truth("from_first_alert", step.atOnce())
                    .end());
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-20s %-24s %8d of %8d alerts blocked%s%n",
                    step.site(),
                    step.step(),
                    step.blocked(),
                    step.alerts(),
                    step.atOnce() ? ", from the first one on" : "");
        }
    }

    private void figure(PrintWriter out, IntrusionResult first, boolean reached) {
        if (options.json()) {
            out.println(fields(new JsonLine().text("event", "intrusion_figure"), first)
                    .number("pairs_wanted_of_65", PAIRS_WANTED)
                    .number("benign_share_max", BENIGN_SHARE_MAX)
                    .truth("reached", reached)
                    .end());
            return;
        }
        out.println("Benign alerts blocked most, k = 1: " + String.join("; ", first.costliest()));
        out.printf(
                Locale.ROOT,
                "With k = 1 %d of %d pairs (%.1f %%) meet a block, and %.3f %% of the benign alerts; wanted: %d of %d"
                        + " (%.1f %%) at no more than %.1f %%.%n",
                first.pairsProtected(),
                first.steps().size(),
                PERCENT * first.pairsProtected() / Math.max(1, first.steps().size()),
                PERCENT * first.benignShare(),
                PAIRS_WANTED,
                PAIRS_OF,
                PERCENT * PAIRS_WANTED / PAIRS_OF,
                PERCENT * BENIGN_SHARE_MAX);
    }

    private JsonLine fields(JsonLine line, IntrusionResult result) {
        return line.text("rule", result.rule())
                .number("k", result.owners())
                .number("latency_ms", 2 * options.wayMicros() / 1e3)
                .number("pairs", result.steps().size())
                .number("pairs_protected", result.pairsProtected())
                .number("pairs_from_first_alert", result.pairsAtOnce())
                .number("benign", result.benign())
                .number("benign_blocked", result.benignBlocked())
                .number("benign_share", result.benignShare())
                .number("reports", result.reports())
                .number("decisions", result.decisions());
    }
}
