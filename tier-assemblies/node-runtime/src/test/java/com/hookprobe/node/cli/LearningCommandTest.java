package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.learning.LearningPage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningCommandTest {
    @TempDir
    Path folder;

    private Path config;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() throws Exception {
        config = Files.writeString(
                folder.resolve("c.yaml"), "node: {name: mssp-1, data: '" + folder + "'}\nmesh: mesh.json\n");
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of("learning"));
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
            return TierMain.commandLine(Tier.MSSP, line).execute(line);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void statusShowsThePageOfTheNode() throws Exception {
        assertThat(run("status")).isEqualTo(1);
        assertThat(words()).contains("expected what a running node writes");
        LearningPage.write(folder, Map.of("stage", "HALF", "percent", 50), 7);
        assertThat(run("status")).isZero();
        assertThat(words()).contains("written_us: 7", "stage: HALF", "percent: 50");
        assertThat(run("status", "--json")).isZero();
        assertThat(words()).startsWith("{\"written_us\":7,").contains("\"stage\":\"HALF\"", "\"percent\":50");
    }

    @Test
    void withoutARunningAggregatorNothingIsDone() throws Exception {
        assertThat(run("rollback", "--wait", "1")).isEqualTo(69);
        assertThat(words()).contains("nothing was done");
        try (Stream<Path> left = Files.list(folder.resolve("learning-requests"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(run("rollout")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }
}
