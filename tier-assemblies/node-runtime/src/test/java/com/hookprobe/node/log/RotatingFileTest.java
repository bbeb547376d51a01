package com.hookprobe.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.config.LogSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void line(RotatingFile file, int number) throws IOException {
        file.write(String.format("line %04d\n", number).getBytes(StandardCharsets.UTF_8));
        file.flush();
    }

    @Test
    void aFullFileBecomesTheFirstOfThoseThatAreKeptAndTheOldestGoes() throws IOException {
        try (RotatingFile file = RotatingFile.open(folder.resolve("node.log"), 25, 3)) {
            for (int i = 0; i < 20; i++) {
                line(file, i);
            }
        }
        assertThat(names()).containsExactly("node.log", "node.log.1", "node.log.2");
        // Three lines fill a file, and none is divided.
        assertThat(folder.resolve("node.log.1")).content().isEqualTo("line 0015\nline 0016\nline 0017\n");
        assertThat(folder.resolve("node.log")).content().isEqualTo("line 0018\nline 0019\n");
    }

    @Test
    void itGoesOnAfterARestartAndWithOneFileAlone() throws IOException {
        Path log = folder.resolve("sub").resolve("node.log");
        for (int i = 0; i < 4; i++) {
            try (RotatingFile file = RotatingFile.open(log, 25, 1)) {
                line(file, i);
            }
        }
        assertThat(log).content().isEqualTo("line 0003\n");
    }

    @Test
    void theConfigurationSaysWhere() throws IOException {
        Path log = folder.resolve("node.log");
        LogSettings settings =
                new LogSettings("json", List.of("stats"), null, new LogSettings.File(log.toString(), null, null));
        ByteArrayOutputStream standard = new ByteArrayOutputStream();
        EventLog opened = settings.open("n", "t", null, standard);
        opened.event("stats");
        opened.event("started", "id", "00");
        assertThat(log)
                .content()
                .contains("\"event\":\"started\",\"id\":\"00\"")
                .doesNotContain("stats");
        assertThat(standard.size()).isZero();
        settings.open("n", "t", EventLog.Format.TEXT, standard).event("stopped");
        assertThat(log).content().contains(" n stopped");
        LogSettings.STANDARD.open("n", "t", null, standard).event("started", "id", "00");
        assertThat(standard.toString(StandardCharsets.UTF_8)).contains(" n started id=00");
    }

    @Test
    void aFileThatTakesNothingLosesLinesAndGoesOnWhenItDoes() throws IOException {
        Path log = Files.createDirectory(folder.resolve("sub")).resolve("node.log");
        try (RotatingFile file = RotatingFile.open(log, 25, 3)) {
            EventLog events = new EventLog("n", "guardian", EventLog.Format.JSON, file);
            // Full at once: the next line opens a new file, where there is no folder.
            events.event("first", "text", "x".repeat(30));
            Path away = folder.resolve("away");
            Files.move(folder.resolve("sub"), away);
            events.event("second");
            events.event("third");
            assertThat(events.lost()).isEqualTo(2);
            Files.move(away, folder.resolve("sub"));
            events.event("fourth");
            assertThat(log.resolveSibling("node.log.2")).content().contains("fourth");
            assertThat(log.resolveSibling("node.log.1")).content().contains("\"event\":\"log_lines_lost\",\"lines\":2");
        }
    }
}
