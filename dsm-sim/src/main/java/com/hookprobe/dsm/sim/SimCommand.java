package com.hookprobe.dsm.sim;

import com.hookprobe.sim.Progress;
import com.hookprobe.sim.SeedRunner;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookprobe dsm sim}. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs validators on simulated links, disks and clocks in virtual time, one run per seed, and checks every run:",
            "one chain, nothing signed twice, nothing lost, no honest source or validator harmed, progress once the faults end.",
            "Exit code 0: all runs passed; 1: a run failed, its seed is named; 2: wrong usage."
        })
final class SimCommand implements Callable<Integer> {
    private static final long RUNS_MAX = 1_000_000_000;
    private static final int THREADS_MAX = 1024;
    private static final int VALIDATORS_MAX = 16;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "the first seed (default 1)")
    private long seed;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many seeds, counting up from the first (default 1000)")
    private long runs;

    @Option(
            names = "--validators",
            paramLabel = "N",
            description = "how many validators, 1 to 16 (default: each seed draws 4 to 10)")
    private @Nullable Integer validators;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            description = {
                "names with commas between them, all, or none (default: as the scenario says); --list names all"
            })
    private @Nullable String faults;

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

    @Option(names = "--list", description = "name the scenarios and the faults, and end")
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
        Options options = options();
        if (runs < 1 || runs > RUNS_MAX) {
            throw wrong("--runs expects 1 to " + RUNS_MAX + "; found " + runs);
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw wrong("--threads expects 1 to " + THREADS_MAX + "; found " + threads);
        }
        if (trace && runs != 1) {
            throw wrong("--trace expects --runs 1; found --runs " + runs);
        }
        return trace ? trace(options) : runAll(options);
    }

    private Options options() {
        Scenario chosen = Scenario.byName(scenario)
                .orElseThrow(() -> wrong("--scenario expects one of " + names() + "; found " + scenario));
        if (validators != null && (validators < 1 || validators > VALIDATORS_MAX)) {
            throw wrong("--validators expects 1 to " + VALIDATORS_MAX + "; found " + validators);
        }
        OptionalInt size = validators == null ? OptionalInt.empty() : OptionalInt.of(validators);
        Optional<Set<Fault>> named = faults == null ? chosen.faults() : Optional.of(parse(faults));
        return new Options(named, size, chosen.real());
    }

    private Set<Fault> parse(String text) {
        Set<Fault> set = EnumSet.noneOf(Fault.class);
        if (text.equals("all")) {
            return Fault.borne();
        }
        if (text.equals("none")) {
            return set;
        }
        for (String label : text.split(",", -1)) {
            set.add(Fault.of(label)
                    .orElseThrow(() -> wrong("--faults expects all, none, or names out of "
                            + Fault.text(EnumSet.allOf(Fault.class)) + "; found '" + label + "'")));
        }
        return set;
    }

    private int trace(Options options) {
        // Buffered: a trace may have a hundred thousand lines.
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
        Totals totals = new Totals(scenario);
        totals.add(RunReport.of(seed, options, new PrintTracer(out)));
        out.flush();
        return sum(totals, 0);
    }

    private int runAll(Options options) throws InterruptedException {
        Totals totals = new Totals(scenario);
        Progress progress = new Progress(System.err, Progress.isTerminal(), runs, "messages", System.nanoTime());
        SeedRunner<RunReport> runner =
                new SeedRunner<>(each -> RunReport.of(each, options, Tracer.NONE), seed, runs, threads);
        long startNs = System.nanoTime();
        runner.run(report -> {
            totals.add(report);
            if (!report.passed()) {
                runner.stop();
            }
            progress.show(totals.runs(), totals.failures(), totals.messages(), System.nanoTime());
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
        err.println("Replay: ./hookprobe dsm sim"
                + (scenario.equals("random") ? "" : " --scenario " + scenario)
                + (faults == null ? "" : " --faults " + faults)
                + (validators == null ? "" : " --validators " + validators)
                + " --seed " + report.seed() + " --runs 1 --trace");
        err.flush();
    }

    private static String names() {
        return Scenario.all().stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    private void list() {
        PrintWriter out = spec().commandLine().getOut();
        out.println("Scenarios:");
        Scenario.all().forEach(each -> out.printf("  %-20s %s%n", each.name(), each.about()));
        out.println("Faults:");
        for (Fault fault : Fault.values()) {
            out.printf("  %-20s %s%n", fault.label(), fault.about());
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
