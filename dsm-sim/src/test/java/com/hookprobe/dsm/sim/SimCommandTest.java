package com.hookprobe.dsm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = DsmSimMain.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void aRunEndsWithOneLineOfTotals() {
        assertThat(run("sim", "--seed", "5", "--runs", "6", "--threads", "2")).isZero();
        assertThat(out.toString()).startsWith("random: 6 runs, 0 failed").hasLineCount(1);
    }

    @Test
    void jsonIsOneObjectWithTheTraceHash() {
        assertThat(run("sim", "--faults", "loss,crash", "--validators", "4", "--runs", "2", "--json"))
                .isZero();
        assertThat(out.toString().strip())
                .startsWith("{\"scenario\":\"random\",\"runs\":2,\"failed\":0,")
                .containsPattern("\"traceHash\":\"[0-9a-f]{16}\"}");
    }

    @Test
    void theSameSeedsGiveTheSameHashOnAnyNumberOfThreads() {
        assertThat(run("sim", "--runs", "8", "--threads", "1", "--json")).isZero();
        assertThat(run("sim", "--runs", "8", "--threads", "3", "--json")).isZero();
        assertThat(out.toString()
                        .lines()
                        .map(line -> line.replaceAll(".*traceHash", ""))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("sim", "--runs", "0")).isEqualTo(2);
        assertThat(run("sim", "--threads", "x")).isEqualTo(2);
        assertThat(run("sim", "--scenario", "nosuch")).isEqualTo(2);
        assertThat(run("sim", "--faults", "loss,nosuch")).isEqualTo(2);
        assertThat(run("sim", "--validators", "0")).isEqualTo(2);
        assertThat(run("sim", "--trace", "--runs", "2")).isEqualTo(2);
        assertThat(run("sim", "--nosuch")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--runs expects 1 to",
                        "--scenario expects one of random, ",
                        "--faults expects all, none, or names out of loss,",
                        "found 'nosuch'",
                        "--trace expects");
    }

    @Test
    void theListNamesEverything() {
        assertThat(run("sim", "--list")).isZero();
        assertThat(out.toString()).hasLineCount(2 + Scenario.all().size() + Fault.values().length);
    }

    @Test
    void aFailureNamesTheSmallestSeedAndIsValidJson() {
        Totals totals = new Totals("random");
        for (long seed : new long[] {9, 4, 6}) {
            totals.add(new RunReport(
                    seed, "plan", Optional.of(new SimulationFailure("say \"no\"")), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        }
        assertThat(totals.firstFailure().orElseThrow().seed()).isEqualTo(4);
        assertThat(totals.json(0)).contains("\"failedSeed\":4", "say \\\"no\\\"");
    }
}
