package com.hookprobe.qsecbit.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    private static final String FAILED =
            "2026-05-01T10:00:%02d+00:00 host sshd[1]: Failed password for root from 203.0.113.9 port 40001 ssh2";

    @TempDir
    Path folder;

    @Test
    void oneRefusedLogInIsNoDetectionAndItSaysWhatIsMissing() {
        Shell shell = Shell.run("explain", "--line", String.format(FAILED, 1));
        assertThat(shell.exitCode()).isEqualTo(1);
        assertThat(shell.out()).contains("LOGIN at 2026-05-01T10:00:01Z", "203.0.113.9", "log-in REFUSED");
        assertThat(shell.out()).contains("refused log-ins of 203.0.113.9").contains("no detection");
    }

    @Test
    void withTheLogBeforeItItIsOne() throws Exception {
        StringBuilder before = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            before.append(String.format(FAILED, i)).append('\n');
        }
        Path log = Files.writeString(folder.resolve("auth.log"), before);
        Shell shell = Shell.run("explain", "--log", log.toString(), "--line", String.format(FAILED, 9));
        assertThat(shell.exitCode()).isZero();
        assertThat(shell.out()).contains("BRUTE_FORCE", "p_attack");
    }

    @Test
    void aBrokenRecordIsTold() {
        Shell shell = Shell.run("explain", "--line", "{\"event_type\":\"flow\"}");
        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.errors()).contains("the record is broken");
    }

    @Test
    void everyLineIsJsonForPrograms() {
        Shell shell = Shell.run("explain", "--json", "--line", String.format(FAILED, 1));
        assertThat(shell.out().lines()).allMatch(line -> line.startsWith("{\"event\":\"explanation\""));
    }
}
