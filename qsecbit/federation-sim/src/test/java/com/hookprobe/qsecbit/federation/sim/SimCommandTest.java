package com.hookprobe.qsecbit.federation.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = FederationSimMain.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void saysTheTotalsInOneLine() {
        assertThat(run("sim", "--seed", "5", "--runs", "3", "--threads", "1")).isZero();
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(out.toString()).startsWith("3 runs, 0 failed, ").contains("had to hold: P1 ", "ban p50 ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysThemInJson() {
        assertThat(run("sim", "--seed", "5", "--runs", "2", "--json")).isZero();
        assertThat(out.toString()).startsWith("{\"runs\":2,\"failed\":0,").contains("\"p3\":", "\"ban_ms_p99\":");
    }

    @Test
    void tracesOneRun() {
        assertThat(run("sim", "--seed", "5", "--runs", "1", "--trace")).isZero();
        assertThat(out.toString()).contains(" reports ", " decided ");
    }

    @Test
    void theRedTeamSaysTheWorst() {
        assertThat(run("redteam", "--rounds", "1", "--liars", "1", "--json")).isZero();
        assertThat(out.toString()).startsWith("{\"rounds\":").contains("\"false_blocks_1\":0.0", "\"memory_1\":");
        assertThat(run("redteam", "--rounds", "1", "--liars", "1")).isZero();
        assertThat(out.toString()).contains("1 of 13 lie: false_blocks 0.0", "P1 to P6 held in all");
    }

    @Test
    void wrongUsageIsToldWithWhatWasExpected() {
        assertThat(run("sim", "--runs", "0")).isEqualTo(2);
        assertThat(run("sim", "--threads", "0")).isEqualTo(2);
        assertThat(run("sim", "--trace")).isEqualTo(2);
        assertThat(run("redteam", "--rounds", "0")).isEqualTo(2);
        assertThat(run("redteam", "--liars", "5")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--runs expects 1 to ",
                        "--trace expects --runs 1; found --runs 1000",
                        "--liars expects 1 to 4");
    }
}
