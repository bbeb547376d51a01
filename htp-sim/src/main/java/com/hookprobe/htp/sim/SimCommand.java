package com.hookprobe.htp.sim;

import com.hookprobe.sim.SeedOptions;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    private SeedOptions seeds = new SeedOptions();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "random",
            description = {"what is played (default random); --list names all"})
    private String scenario = "random";

    @Option(names = "--list", description = "name the scenarios, and end")
    private boolean list;

    SimCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            list();
            return 0;
        }
        Scenario chosen = chosen();
        seeds.check();
        return seeds.trace() ? trace(chosen) : runAll(chosen);
    }

    private int trace(Scenario chosen) {
        // Buffered: a trace may have a million lines.
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream buffered =
                new PrintStream(new java.io.BufferedOutputStream(out, 1 << 16), false, StandardCharsets.UTF_8);
        Totals totals = new Totals(chosen);
        RunReport report = RunReport.of(chosen, seeds.seed(), new PrintTracer(buffered));
        buffered.flush();
        totals.add(report);
        return seeds.sum(totals, 0, this::blame);
    }

    private int runAll(Scenario chosen) throws InterruptedException {
        return seeds.play(
                each -> RunReport.of(chosen, each, Tracer.NONE), new Totals(chosen), "datagrams", this::blame);
    }

    private void blame(RunReport report) {
        PrintWriter err = seeds.spec().commandLine().getErr();
        err.println("FAILED " + report.blame());
        report.failure().filter(e -> !(e instanceof SimulationFailure)).ifPresent(e -> e.printStackTrace(err));
        err.println("Replay: ./hookprobe htp sim"
                + (report.scenario().equals("random") ? "" : " --scenario " + report.scenario()) + " --seed "
                + report.seed() + " --runs 1 --trace");
        err.flush();
    }

    private Scenario chosen() {
        return Scenarios.byName(scenario)
                .orElseThrow(() -> seeds.wrong("--scenario expects one of " + names() + "; found " + scenario));
    }

    private static String names() {
        return Scenarios.all().stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    private void list() {
        PrintWriter out = seeds.spec().commandLine().getOut();
        for (Scenario each : Scenarios.all()) {
            out.printf("%-20s %s%n", each.name(), each.about());
        }
        out.flush();
    }
}
