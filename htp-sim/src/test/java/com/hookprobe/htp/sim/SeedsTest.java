package com.hookprobe.htp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.sim.SeedRunner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promise of HTP 6: ten thousand seeds, or as many as {@code -Dsim.seeds} says, without a broken promise. */
class SeedsTest {
    @Test
    void everySeedKeepsEveryPromise() throws InterruptedException {
        long runs = Long.getLong("sim.seeds", 1000);
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Totals totals = new Totals(new RandomScenario());
        long startNs = System.nanoTime();
        new SeedRunner<>(
                        seed -> RunReport.of(new RandomScenario(), seed, Tracer.NONE),
                        1,
                        runs,
                        Runtime.getRuntime().availableProcessors())
                .run(report -> {
                    totals.add(report);
                    if (!report.passed() && failures.size() < 20) {
                        failures.add(report.blame());
                    }
                });
        System.out.println(totals.text(System.nanoTime() - startNs));
        assertThat(failures).isEmpty();
        assertThat(totals.runs()).isEqualTo(runs);
        // A play in which nothing happens keeps every promise.
        assertThat(totals.sent()).isGreaterThan(50 * runs);
    }
}
