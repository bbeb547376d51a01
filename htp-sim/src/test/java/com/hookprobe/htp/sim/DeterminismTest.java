package com.hookprobe.htp.sim;

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

class DeterminismTest {
    @Test
    void sameSeedSameTraceAlsoOnManyThreads() throws InterruptedException {
        Map<Long, Long> parallel = new ConcurrentHashMap<>();
        new SeedRunner<>(seed -> RunReport.of(new RandomScenario(), seed, Tracer.NONE), 1, 40, 4)
                .run(r -> parallel.put(r.seed(), r.traceHash()));
        Set<Long> different = new HashSet<>();
        for (long seed = 1; seed <= 40; seed++) {
            RunReport again = RunReport.of(new RandomScenario(), seed, Tracer.NONE);
            assertThat(again.traceHash()).as("seed %d", seed).isEqualTo(parallel.get(seed));
            different.add(again.traceHash());
        }
        assertThat(different).hasSize(40);
    }

    @Test
    void theTraceIsTheSameTextAndTracingChangesNothing() {
        String first = trace(7);
        assertThat(first).isEqualTo(trace(7)).contains("HELLO", "ATTEST", "connected");
        assertThat(trace(8)).isNotEqualTo(first);
    }

    private static String trace(long seed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            RunReport traced = RunReport.of(new RandomScenario(), seed, new PrintTracer(out));
            assertThat(traced.traceHash())
                    .isEqualTo(RunReport.of(new RandomScenario(), seed, Tracer.NONE)
                            .traceHash());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
