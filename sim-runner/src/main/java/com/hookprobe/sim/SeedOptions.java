package com.hookprobe.sim;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a simulator's command that are the same for all, and what it does with them: a mixin. One thread at a time. */
public final class SeedOptions {
    private static final long RUNS_MAX = 1_000_000_000;
    private static final int THREADS_MAX = 1024;

    /**
     * What runs come to, for a command to print.
     *
     * @param <R> what comes of one seed
     */
    public interface Totals<R> {
        /** Takes one more. */
        void add(R report);

        /** How many. */
        long runs();

        /** How many of them failed. */
        long failures();

        /** What was sent in all of them. */
        long sent();

        /** The one of the lowest seed that failed. */
        Optional<R> firstFailure();

        /** One line for people; the time that all took, in nanoseconds. */
        String text(long tookNs);

        /** One line of JSON. */
        String json(long tookNs);
    }

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

    @Option(names = "--trace", description = "print everything that happens; with --runs 1 only")
    private boolean trace;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** The first seed. */
    public long seed() {
        return seed;
    }

    /** True when the caller plays the one seed itself, to print all of it. */
    public boolean trace() {
        return trace;
    }

    /**
     * To be called first.
     *
     * @throws ParameterException for a value out of range
     */
    public void check() {
        if (runs < 1 || runs > RUNS_MAX) {
            throw wrong("--runs expects 1 to " + RUNS_MAX + "; found " + runs);
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw wrong("--threads expects 1 to " + THREADS_MAX + "; found " + threads);
        }
        if (trace && runs != 1) {
            throw wrong("--trace expects --runs 1; found --runs " + runs);
        }
    }

    /**
     * Plays the seeds until one fails, says how far it is, and prints the totals.
     *
     * @param play plays one seed; called by several threads at once
     * @param what is sent, in the plural
     * @param blame prints a failed one
     * @return the exit code, 0 or 1
     * @throws InterruptedException as {@link SeedRunner#run}
     */
    public <R> int play(LongFunction<R> play, Totals<R> totals, String what, Consumer<R> blame)
            throws InterruptedException {
        long startNs = System.nanoTime();
        Progress progress = new Progress(System.err, Progress.isTerminal(), runs, what, startNs);
        SeedRunner<R> runner = new SeedRunner<>(play, seed, runs, threads);
        runner.run(report -> {
            totals.add(report);
            if (totals.failures() > 0) {
                runner.stop();
            }
            progress.show(totals.runs(), totals.failures(), totals.sent(), System.nanoTime());
        });
        progress.end();
        return sum(totals, System.nanoTime() - startNs, blame);
    }

    /** Prints the totals, and blames the first that failed; the exit code. */
    public <R> int sum(Totals<R> totals, long tookNs, Consumer<R> blame) {
        PrintWriter out = spec().commandLine().getOut();
        out.println(json ? totals.json(tookNs) : totals.text(tookNs));
        out.flush();
        totals.firstFailure().ifPresent(blame);
        return totals.firstFailure().isPresent() ? 1 : 0;
    }

    /** What a command throws for wrong usage. */
    public ParameterException wrong(String why) {
        return new ParameterException(spec().commandLine(), why);
    }

    /** The command that this is mixed into. */
    public CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls");
        }
        return spec;
    }
}
