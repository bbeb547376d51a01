package com.hookprobe.qsecbit.federation.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe federation replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays a recording of several sites through the machines of production, in virtual time, and tells what sharing",
            "prevents: signed reports, the correlator, signed decisions, each site's own filter.",
            "Exit code 0: the figure was reached; 1: it was missed; 2: wrong usage, or a file that cannot be read."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final int HOPS_EACH_WAY = 2;
    private static final int HOP_MS_MAX = 3_600_000;
    private static final int HONEYPOT_HOP_MS = 101;
    private static final int AIT_HOP_MS = 3750;
    private static final int ORDERS_MAX = 1000;

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    static final class What {
        @Option(
                names = "--honeypot",
                paramLabel = "CSV",
                description = {
                    "hits at honeypots, one a line: datetime,host,...,srcip (docs/spec/replay.md). Figure: with one owner",
                    "that blocks, at least 96 %% of the first contacts are prevented of sources that another sensor has seen."
                })
        private @Nullable Path honeypot;

        @Option(
                names = "--ait",
                paramLabel = "DIR",
                description = {
                    "alerts of several sites that the same intrusion hits, files SITE_alerts.csv or SITE_alerts.csv.gz with the",
                    "columns time,name,host,event_label (docs/spec/alert-baseline.md). Figure: with one site that blocks, at",
                    "least 46 of 65 (site, step) pairs meet a block, and at most 0.3 %% of the benign alerts do."
                })
        private @Nullable Path ait;
    }

    @Option(names = "--baseline", description = "with --ait: also the rules to beat, which know names only")
    private boolean baseline;

    @Option(names = "--steps", description = "with --ait: also each step at each site, for k = 1")
    private boolean steps;

    @Option(names = "--leave-one-out", description = "with --ait: also without each of the sites in turn, for k = 1")
    private boolean leaveOneOut;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "0",
            description = {
                "with --ait: also with the recordings beginning in N other orders, moved by whole days, for k = 1;",
                "0 to 1000 (default 0)"
            })
    private int orders;

    @Option(
            names = "--hop-ms",
            paramLabel = "MS",
            description = {
                "how long each of four hops takes: sensor, nexus, MSSP, nexus, site, 1 to 3600000. Default with --honeypot:",
                "101, a quarter of the 405 ms that `hookprobe demo` has measured from detection to block as the slowest in",
                "a hundred. Default with --ait: 3750, which makes 15 s, as the figures to beat were reckoned with."
            })
    private @Nullable Integer hopMs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of keys and nonces (default 1)")
    private long seed = 1;

    @Option(names = "--json", description = "one JSON object a line; the last one is the figure")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (hopMs != null && (hopMs < 1 || hopMs > HOP_MS_MAX)) {
            throw Output.wrong(spec, "--hop-ms expects 1 to " + HOP_MS_MAX + "; found " + hopMs);
        }
        if (orders < 0 || orders > ORDERS_MAX) {
            throw Output.wrong(spec, "--orders expects 0 to " + ORDERS_MAX + "; found " + orders);
        }
        if (what.honeypot != null) {
            if (baseline || steps || leaveOneOut || orders > 0) {
                throw Output.wrong(
                        spec, "--baseline, --steps, --leave-one-out and --orders expect --ait; found --honeypot");
            }
            return new HoneypotReport(what.honeypot, wayMicros(HONEYPOT_HOP_MS), seed, json).print(Output.of(spec));
        }
        if (what.ait != null) {
            IntrusionReport.Options options = new IntrusionReport.Options(
                    baseline, steps, leaveOneOut, orders, wayMicros(AIT_HOP_MS), seed, json);
            return new IntrusionReport(what.ait, options).print(Output.of(spec));
        }
        throw new IllegalStateException("one of the recordings is given");
    }

    private long wayMicros(int standardMs) {
        return TimeUnit.MILLISECONDS.toMicros((long) HOPS_EACH_WAY * (hopMs == null ? standardMs : hopMs));
    }
}
