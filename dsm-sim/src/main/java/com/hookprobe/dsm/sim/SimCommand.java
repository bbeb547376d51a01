package com.hookprobe.dsm.sim;

import com.hookprobe.sim.SeedOptions;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    private static final int VALIDATORS_MAX = 16;

    @Mixin
    private SeedOptions seeds = new SeedOptions();

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

    @Option(names = "--list", description = "name the scenarios and the faults, and end")
    private boolean list;

    SimCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            list();
            return 0;
        }
        Options options = options();
        seeds.check();
        return seeds.trace() ? trace(options) : runAll(options);
    }

    private Options options() {
        Scenario chosen = Scenario.byName(scenario)
                .orElseThrow(() -> seeds.wrong("--scenario expects one of " + names() + "; found " + scenario));
        if (validators != null && (validators < 1 || validators > VALIDATORS_MAX)) {
            throw seeds.wrong("--validators expects 1 to " + VALIDATORS_MAX + "; found " + validators);
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
                    .orElseThrow(() -> seeds.wrong("--faults expects all, none, or names out of "
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
        totals.add(RunReport.of(seeds.seed(), options, new PrintTracer(out)));
        out.flush();
        return seeds.sum(totals, 0, this::blame);
    }

    private int runAll(Options options) throws InterruptedException {
        return seeds.play(
                each -> RunReport.of(each, options, Tracer.NONE), new Totals(scenario), "messages", this::blame);
    }

    private void blame(RunReport report) {
        PrintWriter err = seeds.spec().commandLine().getErr();
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
        PrintWriter out = seeds.spec().commandLine().getOut();
        out.println("Scenarios:");
        Scenario.all().forEach(each -> out.printf("  %-20s %s%n", each.name(), each.about()));
        out.println("Faults:");
        for (Fault fault : Fault.values()) {
            out.printf("  %-20s %s%n", fault.label(), fault.about());
        }
        out.flush();
    }
}
