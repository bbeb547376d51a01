package com.hookprobe.dsm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.sim.Progress;
import com.hookprobe.sim.SeedRunner;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises of DSM 3.10: as many seeds as {@code -Ddsm.seeds} says, without a broken one. */
class SeedsTest {
    @Test
    void everySeedKeepsEveryPromise() throws InterruptedException {
        long runs = Long.getLong("dsm.seeds", 1_000);
        Totals totals = play(Options.DRAWN, 1, runs);
        assertThat(totals.runs()).isEqualTo(runs);
        // A run in which nothing happens keeps every promise.
        assertThat(totals.heights()).isGreaterThan(2 * runs);
        assertThat(totals.sent()).isGreaterThan(300 * runs);
    }

    /**
     * 32893: a machine that lagged refused its operator's wish as fulfilled, and nobody repeated it when it was not. 41565: 2,000
     * messages for machines with slow disks arrived at one moment, and were taken for a machine without rest. 866336: votes that exclude
     * each other came to everybody after the decision, and were taken for ones that should have been noticed.
     */
    @Test
    void seedsThatFailedOnce() throws InterruptedException {
        assertThat(play(Options.DRAWN, 32893, 1).runs()).isEqualTo(1);
        assertThat(play(Options.DRAWN, 41565, 1).runs()).isEqualTo(1);
        assertThat(play(Options.DRAWN, 866336, 1).runs()).isEqualTo(1);
    }

    @Test
    void alsoWithRealSignatures() throws InterruptedException {
        Options real = new Options(Optional.empty(), OptionalInt.of(4), true);
        assertThat(play(real, 1, 6).heights()).isGreaterThan(6);
    }

    @Test
    void beyondFNobodyHonestIsAccused() throws InterruptedException {
        Options beyond = new Options(Optional.of(Set.of(Fault.BEYOND_F)), OptionalInt.of(4), false);
        Totals totals = play(beyond, 1, 40);
        assertThat(totals.forks()).as("else nothing was tried").isPositive();
    }

    private static Totals play(Options options, long first, long runs) throws InterruptedException {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Totals totals = new Totals("seeds");
        PrintStream out = System.out;
        long startNs = System.nanoTime();
        Progress progress = new Progress(out, false, runs, "messages", startNs);
        new SeedRunner<>(
                        seed -> RunReport.of(seed, options, Tracer.NONE),
                        first,
                        runs,
                        Runtime.getRuntime().availableProcessors())
                .run(report -> {
                    totals.add(report);
                    progress.show(totals.runs(), totals.failures(), totals.sent(), System.nanoTime());
                    if (!report.passed() && failures.size() < 20) {
                        failures.add(report.blame());
                    }
                });
        out.println(totals.text(System.nanoTime() - startNs));
        assertThat(failures).isEmpty();
        return totals;
    }
}
