package com.hookprobe.htp.sim;

import com.hookprobe.sim.Progress;
import com.hookprobe.sim.SeedRunner;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookprobe htp sim}. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs HTP machines on a simulated network in virtual time, one run per seed, and checks every run: messages",
            "exactly once and intact, no nonce twice, no amplification, nothing stuck, nothing left in memory.",
            "Exit code 0: all runs passed; 1: a run failed, its seed is named; 2: wrong usage."
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

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "random",
            description = {"what is played (default random); --list names all"})
    private String scenario = "random";

    @Option(names = "--threads", paramLabel = "N", description = "runs at once (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "the totals as one line of JSON")
    private boolean json;

    @Option(names = "--trace", description = "print everything that happens; with --runs 1 only")
    private boolean trace;

    @Option(names = "--list", description = "name the scenarios, and end")
    private boolean list;

    @Spec
    private @Nullable CommandSpec spec;

    SimCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            list();
            return 0;
        }
        Scenario chosen = chosen();
        if (runs < 1 || runs > RUNS_MAX) {
            throw wrong("--runs expects 1 to " + RUNS_MAX + "; found " + runs);
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw wrong("--threads expects 1 to " + THREADS_MAX + "; found " + threads);
        }
        if (trace && runs != 1) {
            throw wrong("--trace expects --runs 1; found --runs " + runs);
        }
        return trace ? trace(chosen) : runAll(chosen);
    }

    private int trace(Scenario chosen) {
        // Buffered: a trace may have a million lines.
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream buffered =
                new PrintStream(new java.io.BufferedOutputStream(out, 1 << 16), false, StandardCharsets.UTF_8);
        Totals totals = new Totals(chosen);
        RunReport report = RunReport.of(chosen, seed, new PrintTracer(buffered));
        buffered.flush();
        totals.add(report);
        return sum(totals, 0);
    }

    private int runAll(Scenario chosen) throws InterruptedException {
        Totals totals = new Totals(chosen);
        Progress progress = new Progress(System.err, Progress.isTerminal(), runs, "datagrams", System.nanoTime());
        SeedRunner<RunReport> runner =
                new SeedRunner<>(each -> RunReport.of(chosen, each, Tracer.NONE), seed, runs, threads);
        long startNs = System.nanoTime();
        runner.run(report -> {
            totals.add(report);
            if (!report.passed()) {
                runner.stop();
            }
            progress.show(totals.runs(), totals.failures(), totals.datagrams(), System.nanoTime());
        });
        progress.end();
        return sum(totals, System.nanoTime() - startNs);
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
        err.println("Replay: ./hookprobe htp sim"
                + (report.scenario().equals("random") ? "" : " --scenario " + report.scenario()) + " --seed "
                + report.seed() + " --runs 1 --trace");
        err.flush();
    }

    private Scenario chosen() {
        return Scenarios.byName(scenario)
                .orElseThrow(() -> wrong("--scenario expects one of " + names() + "; found " + scenario));
    }

    private static String names() {
        return Scenarios.all().stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    private void list() {
        PrintWriter out = spec().commandLine().getOut();
        for (Scenario each : Scenarios.all()) {
            out.printf("%-20s %s%n", each.name(), each.about());
        }
        out.flush();
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
