package com.hookprobe.dsm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.sim.SeedRunner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The same seed and options give the same trace hash, on one thread and on many. */
class DeterminismTest {
    @Test
    void sameSeedSameTraceAlsoOnManyThreads() throws InterruptedException {
        Map<Long, Long> parallel = new ConcurrentHashMap<>();
        new SeedRunner<>(seed -> RunReport.of(seed, Options.DRAWN, Tracer.NONE), 1, 60, 4)
                .run(r -> parallel.put(r.seed(), r.traceHash()));
        Set<Long> different = new HashSet<>();
        for (long seed = 1; seed <= 60; seed++) {
            RunReport again = RunReport.of(seed, Options.DRAWN, Tracer.NONE);
            assertThat(again.traceHash()).as("seed %d", seed).isEqualTo(parallel.get(seed));
            different.add(again.traceHash());
        }
        assertThat(different).hasSize(60);
    }

    @Test
    void theTraceIsTheSameTextAndTracingChangesNothing() {
        String first = trace(7);
        assertThat(first).isEqualTo(trace(7)).contains("NOTARIZE", "FINALIZE", "commits height 1", "heals");
        assertThat(trace(8)).isNotEqualTo(first);
    }

    private static String trace(long seed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            RunReport traced = RunReport.of(seed, Options.DRAWN, new PrintTracer(out));
            assertThat(traced.traceHash())
                    .isEqualTo(RunReport.of(seed, Options.DRAWN, Tracer.NONE).traceHash());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
