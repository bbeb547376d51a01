package com.hookprobe.qsecbit.model.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelToolTest {
    private static final String TAIL =
            ",0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,3,4,%s,0,0,0,1,0,0,9,8,0.5,0,0,0,0,0,0,0,%s,20";

    @TempDir
    Path dir;

    private Path rows;
    private Path model;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeRows() throws IOException {
        rows = dir.resolve("rows.txt");
        model = dir.resolve("model.hpm");
        SplittableRandom random = new SplittableRandom(4);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            boolean attack = i % 3 == 0;
            text.append(record(attack, random.nextInt(500))).append('\n');
        }
        Files.writeString(rows, text);
    }

    private static String record(boolean attack, int bytes) {
        return "0,tcp,http," + (attack ? "S0,0,0" : "SF," + (100 + bytes) + ",900")
                + String.format(TAIL, attack ? "0.9" : "0.0", attack ? "neptune" : "normal");
    }

    private int run(String... args) {
        CommandLine line = ModelMain.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private int train(String... more) {
        String[] args = new String[7 + more.length];
        System.arraycopy(
                new String[] {"train", "--nsl-kdd", rows.toString(), "--trees", "9", "--out", model.toString()},
                0,
                args,
                0,
                7);
        System.arraycopy(more, 0, args, 7, more.length);
        return run(args);
    }

    @Test
    void trainsShowsEvaluatesAndExplains() throws IOException {
        assertThat(train("--harden", "1")).isZero();
        assertThat(out.toString()).contains("attack F1", "cost of hardening:", "evasion rate", "truth \\ judged");
        assertThat(err.toString()).contains("300 rows of nsl-kdd", "hardening, round 1 of 1", "wrote ");

        out.getBuffer().setLength(0);
        assertThat(run("show", model.toString())).isZero();
        assertThat(out.toString()).contains("tribuo", "nsl-kdd", "hardening rounds", "evasion rate before hardening");

        out.getBuffer().setLength(0);
        assertThat(run("evaluate", "--model", model.toString(), "--nsl-kdd", rows.toString(), "--json"))
                .isZero();
        assertThat(out.toString()).startsWith("{\"rows\":90,\"attack_f1\":1.0");
        assertThat(err.toString()).contains("measuring on 90 of 300 rows");

        out.getBuffer().setLength(0);
        assertThat(run("explain", "--model", model.toString(), "--line", record(true, 0)))
                .isZero();
        assertThat(out.toString()).startsWith("dos: share ").contains("labelled neptune", "before anything is known");

        out.getBuffer().setLength(0);
        assertThat(run("explain", "--model", model.toString(), "--nsl-kdd", rows.toString(), "--row", "2", "--json"))
                .isZero();
        assertThat(out.toString()).startsWith("{\"class\":\"normal\"").contains("\"labelled\":\"normal\"");
    }

    @Test
    void theSameCommandWritesTheSameFile() throws IOException {
        assertThat(train("--harden", "1")).isZero();
        byte[] once = Files.readAllBytes(model);
        assertThat(train("--harden", "1", "--json")).isZero();
        assertThat(Files.readAllBytes(model)).isEqualTo(once);
        assertThat(train("--seed", "2")).isZero();
        assertThat(Files.readAllBytes(model)).isNotEqualTo(once);
    }

    @Test
    void aTestSetOfItsOwnIsMeasured() throws IOException {
        Path other = Files.writeString(dir.resolve("other.txt"), record(true, 0) + "\n" + record(false, 3) + "\n");
        assertThat(train("--test", other.toString(), "--json")).isZero();
        assertThat(out.toString()).contains("\"model\":{\"rows\":2,");
        assertThat(run("evaluate", "--model", model.toString(), "--nsl-kdd", rows.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("not trained on");
    }

    @Test
    void faultsAreOneLine() throws IOException {
        assertThat(run("show", dir.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no such file").doesNotContain("Exception");
        Files.writeString(model, "not a model, but long enough for its hash and its magic");
        assertThat(run("show", model.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("does not begin with HPMODEL1");
        assertThat(run("train")).isEqualTo(1);
        assertThat(err.toString()).contains("either --nsl-kdd or --zeek");
        assertThat(run("train", "--trees", "x")).isEqualTo(2);
        assertThat(run("train", "--nsl-kdd", rows.toString(), "--trees", "0")).isEqualTo(1);
        assertThat(run("explain", "--model", model.toString())).isEqualTo(1);
    }
}
