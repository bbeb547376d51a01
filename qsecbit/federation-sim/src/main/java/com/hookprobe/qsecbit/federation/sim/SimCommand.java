package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.sim.Progress;
import com.hookprobe.sim.SeedRunner;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookprobe federation sim}. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays owners, some of whom lie, on a simulated network in virtual time, one run per seed, with the federation's own",
            "code, codecs and keys, and checks the invariants P1 to P6 (docs/spec/federation.md 1.4) after every step.",
            "Exit code 0: all held; 1: one was broken, its seed is named; 2: wrong usage."
        })
final class SimCommand implements Callable<Integer> {
    private static final long RUNS_MAX = 1_000_000_000;
    private static final int THREADS_MAX = 1024;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "the first seed (default 1)")
    private long seed;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many seeds, counting up from the first (default 1000)")
    private long runs;

    @Option(names = "--threads", paramLabel = "N", description = "runs at once (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "the totals as one line of JSON")
    private boolean json;

    @Option(names = "--trace", description = "print what happens; with --runs 1 only")
    private boolean trace;

    @Spec
    private @Nullable CommandSpec spec;

    SimCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (runs < 1 || runs > RUNS_MAX) {
            throw wrong("--runs expects 1 to " + RUNS_MAX + "; found " + runs);
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw wrong("--threads expects 1 to " + THREADS_MAX + "; found " + threads);
        }
        if (trace && runs != 1) {
            throw wrong("--trace expects --runs 1; found --runs " + runs);
        }
        Totals totals = new Totals();
        long startNs = System.nanoTime();
        if (trace) {
            totals.add(RunReport.of(seed, spec().commandLine().getOut()::println));
        } else {
            runAll(totals, startNs);
        }
        return sum(totals, System.nanoTime() - startNs);
    }

    private void runAll(Totals totals, long startNs) throws InterruptedException {
        Progress progress = new Progress(System.err, Progress.isTerminal(), runs, "messages", startNs);
        SeedRunner<RunReport> runner =
                new SeedRunner<>(each -> RunReport.of(each, RunReport.NO_TRACE), seed, runs, threads);
        runner.run(report -> {
            totals.add(report);
            if (!report.passed()) {
                runner.stop();
            }
            progress.show(totals.runs(), totals.failures(), totals.messages(), System.nanoTime());
        });
        progress.end();
    }

    private int sum(Totals totals, long tookNs) {
        PrintWriter out = spec().commandLine().getOut();
        out.println(json ? totals.json(tookNs) : totals.text(tookNs));
        out.flush();
        Optional<RunReport> failed = totals.firstFailure();
        failed.ifPresent(this::blame);
        return failed.isPresent() ? 1 : 0;
    }

    private void blame(RunReport report) {
        PrintWriter err = spec().commandLine().getErr();
        err.println("FAILED " + report.blame());
        report.failure().filter(e -> !(e instanceof SimulationFailure)).ifPresent(e -> e.printStackTrace(err));
        err.println("Replay: ./hookprobe federation sim --seed " + report.seed() + " --runs 1 --trace");
        err.flush();
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec().commandLine(), why);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls");
        }
        return spec;
    }
}
