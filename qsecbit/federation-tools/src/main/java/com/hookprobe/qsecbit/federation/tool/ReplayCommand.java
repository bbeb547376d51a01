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

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    static final class What {
        @Option(
                names = "--honeypot",
                paramLabel = "CSV",
                description = {
                    "hits at honeypots, one a line: datetime,host,...,srcip (docs/spec/replay.md). Figure: with one owner",
                    "that blocks, at least 96 % of the first contacts are prevented of sources that another sensor has seen."
                })
        private @Nullable Path honeypot;
    }

    @Option(
            names = "--hop-ms",
            paramLabel = "MS",
            defaultValue = "101",
            description = {
                "how long each of four hops takes: sensor, nexus, MSSP, nexus, site, 1 to 3600000. The default, 101, is a",
                "quarter of 405 ms, the slowest in a hundred that `hookprobe demo` has measured from detection to block."
            })
    private int hopMs = 101;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of keys and nonces (default 1)")
    private long seed = 1;

    @Option(names = "--json", description = "one JSON object a line; the last one is the figure")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (hopMs < 1 || hopMs > HOP_MS_MAX) {
            throw Output.wrong(spec, "--hop-ms expects 1 to " + HOP_MS_MAX + "; found " + hopMs);
        }
        long wayMicros = TimeUnit.MILLISECONDS.toMicros((long) HOPS_EACH_WAY * hopMs);
        if (what.honeypot != null) {
            return new HoneypotReport(what.honeypot, wayMicros, seed, json).print(Output.of(spec));
        }
        throw new IllegalStateException("one of the recordings is given");
    }
}
