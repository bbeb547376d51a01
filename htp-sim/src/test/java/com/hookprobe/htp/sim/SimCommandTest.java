package com.hookprobe.htp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = HtpMain.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void aRunEndsWithOneLineOfTotals() {
        assertThat(run("sim", "--seed", "5", "--runs", "6", "--threads", "2")).isZero();
        assertThat(out.toString()).startsWith("random: 6 runs, 0 failed").hasLineCount(1);
    }

    @Test
    void jsonIsOneObject() {
        assertThat(run("sim", "--scenario", "amplificationlimit", "--runs", "1", "--json"))
                .isZero();
        assertThat(out.toString().strip())
                .startsWith("{\"scenario\":\"amplificationlimit\",\"runs\":1,\"failed\":0,")
                .endsWith("}}");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("sim", "--runs", "0")).isEqualTo(2);
        assertThat(run("sim", "--threads", "x")).isEqualTo(2);
        assertThat(run("sim", "--scenario", "nosuch")).isEqualTo(2);
        assertThat(run("sim", "--trace", "--runs", "2")).isEqualTo(2);
        assertThat(run("sim", "--nosuch")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--runs expects 1 to", "--scenario expects one of random, ", "--trace expects");
    }

    @Test
    void theListNamesEveryScenario() {
        assertThat(run("sim", "--list")).isZero();
        assertThat(out.toString()).hasLineCount(Scenarios.all().size());
    }

    @Test
    void aFailureNamesTheSmallestSeedAndIsValidJson() {
        Totals totals = new Totals(new RandomScenario());
        for (long seed : new long[] {9, 4, 6}) {
            totals.add(failed(seed));
        }
        assertThat(totals.firstFailure().orElseThrow().seed()).isEqualTo(4);
        assertThat(totals.json(0)).contains("\"failedSeed\":4", "say \\\"no\\\"");
    }

    private static RunReport failed(long seed) {
        return new RunReport(
                "random",
                seed,
                java.util.Optional.of(new SimulationFailure("say \"no\"")),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                java.util.Map.of());
    }
}
