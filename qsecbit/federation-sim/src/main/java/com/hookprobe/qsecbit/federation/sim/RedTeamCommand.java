package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.sim.JsonText;
import com.hookprobe.sim.Progress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookprobe federation redteam}. */
@Command(
        name = "redteam",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Searches for the lies that do the most harm to a mesh of 13 owners with k = 3, one search for each measure and",
            "number of liars, and says what the worst came to. P1 to P6 are checked on the way.",
            "Exit code 0: they held; 1: one was broken, its mesh is named; 2: wrong usage."
        })
final class RedTeamCommand implements Callable<Integer> {
    private static final int ROUNDS_MAX = 1_000_000;
    private static final int LIARS_MAX = 4;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the search (default 1)")
    private long seed;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "300",
            description = "tries for each measure and number of liars (default 300)")
    private int rounds;

    @Option(
            names = "--liars",
            paramLabel = "N",
            description = "how many owners lie, 1 to 4 (default: 2, which cannot block, and 4, which can)")
    private @Nullable Integer liars;

    @Option(names = "--json", description = "what was found as one line of JSON")
    private boolean json;

    @Option(names = "--show", description = "print the lies that did it")
    private boolean show;

    @Spec
    private @Nullable CommandSpec spec;

    RedTeamCommand() {}

    @Override
    public Integer call() {
        if (rounds < 1 || rounds > ROUNDS_MAX) {
            throw wrong("--rounds expects 1 to " + ROUNDS_MAX + "; found " + rounds);
        }
        if (liars != null && (liars < 1 || liars > LIARS_MAX)) {
            throw wrong("--liars expects 1 to " + LIARS_MAX + "; found " + liars);
        }
        List<Integer> numbers = liars == null ? List.of(2, LIARS_MAX) : List.of(liars);
        List<Found> all = new ArrayList<>();
        long startNs = System.nanoTime();
        long planned = (long) rounds * numbers.size() * Measure.values().length;
        Progress progress = new Progress(System.err, Progress.isTerminal(), planned, "plays", startNs);
        long done = 0;
        for (int number : numbers) {
            for (Measure measure : Measure.values()) {
                RedTeam team = new RedTeam(seed, measure, number);
                boolean holds = team.failure().isEmpty();
                for (int round = 0; holds && round < rounds; round++) {
                    holds = team.round();
                    progress.show(++done, holds ? 0 : 1, done, System.nanoTime());
                }
                if (!holds) {
                    progress.end();
                    return blame(team.failure());
                }
                all.add(new Found(number, team.worst()));
            }
        }
        progress.end();
        report(all, done, System.nanoTime() - startNs);
        return 0;
    }

    private record Found(int liars, RedTeam.Worst worst) {}

    private void report(List<Found> all, long done, long tookNs) {
        PrintWriter out = out();
        StringBuilder line = new StringBuilder("{\"rounds\":" + done);
        for (Found found : all) {
            RedTeam.Worst worst = found.worst();
            if (!json) {
                out.printf(
                        Locale.ROOT,
                        "%d of 13 lie: %s (%.1f before the search), %d lies%n",
                        found.liars(),
                        worst.measure().text(worst.value()),
                        worst.before(),
                        worst.plan().lies().size());
            }
            line.append(String.format(
                    Locale.ROOT,
                    ",\"%s_%d\":%.1f",
                    worst.measure().name().toLowerCase(Locale.ROOT),
                    found.liars(),
                    worst.value()));
            if (show) {
                worst.plan().lies().forEach(lie -> out.println("  " + lie));
            }
        }
        out.println(
                json
                        ? line.append(String.format(Locale.ROOT, ",\"seconds\":%.1f}", tookNs / 1e9))
                        : String.format(Locale.ROOT, "%d tries, P1 to P6 held in all, %.1f s", done, tookNs / 1e9));
        out.flush();
    }

    private int blame(Optional<RunReport> failure) {
        String what = failure.map(RunReport::blame).orElse("");
        PrintWriter err = spec().commandLine().getErr();
        if (json) {
            out().println("{\"failure\":\"" + JsonText.escape(what) + "\"}");
            out().flush();
        }
        err.println("FAILED " + what);
        failure.flatMap(RunReport::failure)
                .filter(e -> !(e instanceof SimulationFailure))
                .ifPresent(e -> e.printStackTrace(err));
        failure.ifPresent(report -> report.lies().forEach(lie -> err.println("  " + lie)));
        err.println("Replay: the same command finds it again");
        err.flush();
        return 1;
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec().commandLine(), why);
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls");
        }
        return spec;
    }
}
