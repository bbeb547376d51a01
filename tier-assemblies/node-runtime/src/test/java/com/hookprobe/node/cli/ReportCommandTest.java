package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.Tier;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    Path folder;

    private Path config;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() throws Exception {
        config = Files.writeString(
                folder.resolve("c.yaml"), "node: {name: a-1, data: '" + folder + "'}\nmesh: mesh.json\n");
    }

    private int run(Tier tier, String... words) {
        List<String> all = new ArrayList<>(List.of("report"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        String[] line = all.toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        said.reset();
        PrintStream here = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(here);
        System.setErr(here);
        try {
            return TierMain.commandLine(tier, line).execute(line);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsMissingOrTooMuchIsSaid() {
        assertThat(run(Tier.MSSP, "--out", "x")).isEqualTo(2);
        assertThat(words()).contains("--tenant is needed");
        assertThat(run(Tier.GUARDIAN, "--tenant", "acme", "--out", "x")).isEqualTo(2);
        assertThat(words()).contains("--tenant is for the MSSP");
        assertThat(run(Tier.GUARDIAN)).isEqualTo(2);
        assertThat(words()).contains("--out FILE is needed");
        assertThat(run(Tier.GUARDIAN, "--out", "x", "--month", "November")).isEqualTo(2);
        assertThat(words()).contains("--month: expected YYYY-MM such as 2026-11, found November");
        assertThat(run(Tier.SENTINEL, "--out", "x")).isEqualTo(2);
    }

    @Test
    void withoutARunningNodeTheRequestIsTakenBack() throws Exception {
        assertThat(run(Tier.GUARDIAN, "--out", folder.resolve("x.html").toString(), "--wait", "1"))
                .isEqualTo(69);
        assertThat(words()).contains("is the node running?");
        try (Stream<Path> left = Files.list(folder.resolve("report-requests"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** Stands for the node: answers requests in the folder as it does. */
    private Thread node(String answer, AtomicBoolean stop) {
        Thread thread = new Thread(() -> {
            Path requests = folder.resolve("report-requests");
            while (!stop.get()) {
                try (Stream<Path> files = Files.isDirectory(requests) ? Files.list(requests) : Stream.empty()) {
                    for (Path file : files.filter(
                                    f -> String.valueOf(f.getFileName()).matches("[0-9].*[.]json"))
                            .toList()) {
                        Path answers = Files.createDirectories(requests.resolve("answers"));
                        Files.writeString(answers.resolve("." + file.getFileName()), answer);
                        Files.move(answers.resolve("." + file.getFileName()), answers.resolve(file.getFileName()));
                        Files.deleteIfExists(file);
                    }
                } catch (java.io.IOException e) {
                    // The command has just taken its request back; there is a next time.
                    Thread.onSpinWait();
                }
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void aFileThatIsThereIsNotReplacedWithoutBeingTold() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread node = node("{\"error\":null,\"content\":\"<!DOCTYPE html>\"}", stop);
        try {
            Path out = folder.resolve("x.html");
            assertThat(run(Tier.GUARDIAN, "--out", out.toString(), "--month", "2026-11"))
                    .as(words())
                    .isZero();
            assertThat(out).hasContent("<!DOCTYPE html>");
            assertThat(words()).contains("the report of 2026-11");
            assertThat(run(Tier.GUARDIAN, "--out", out.toString())).isEqualTo(1);
            assertThat(words()).contains("is there already");
            assertThat(run(Tier.GUARDIAN, "--out", out.toString(), "--force")).isZero();
            assertThat(run(Tier.GUARDIAN, "--json")).isZero();
            assertThat(words()).isEqualTo("<!DOCTYPE html>\n");
        } finally {
            stop.set(true);
            node.join();
        }
    }

    @Test
    void aRefusalIsSaidAndTheCodeIsOne() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread node = node("{\"error\":\"there is no tenant x\",\"content\":null}", stop);
        try {
            assertThat(run(Tier.MSSP, "--tenant", "x", "--out", "y")).isEqualTo(1);
            assertThat(words()).contains("there is no tenant x");
        } finally {
            stop.set(true);
            node.join();
        }
    }
}
