package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.sim.SeedOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    @Mixin
    private SeedOptions seeds = new SeedOptions();

    SimCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        seeds.check();
        Totals totals = new Totals();
        if (seeds.trace()) {
            totals.add(RunReport.of(seeds.seed(), seeds.spec().commandLine().getOut()::println));
            return seeds.sum(totals, 0, this::blame);
        }
        return seeds.play(each -> RunReport.of(each, RunReport.NO_TRACE), totals, "messages", this::blame);
    }

    private void blame(RunReport report) {
        PrintWriter err = seeds.spec().commandLine().getErr();
        err.println("FAILED " + report.blame());
        report.failure().filter(e -> !(e instanceof SimulationFailure)).ifPresent(e -> e.printStackTrace(err));
        err.println("Replay: ./hookprobe federation sim --seed " + report.seed() + " --runs 1 --trace");
        err.flush();
    }
}
