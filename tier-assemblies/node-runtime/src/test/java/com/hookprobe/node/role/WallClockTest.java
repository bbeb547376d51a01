package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WallClockTest {
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    @TempDir
    Path folder;

    private long[] ns = {0};

    private InstantSource clock(Path file) {
        return WallClock.of(file.toString(), InstantSource.fixed(NOW), () -> ns[0]);
    }

    @Test
    void withoutAFileNamedItIsTheMachines() {
        InstantSource machine = InstantSource.fixed(NOW);
        assertThat(WallClock.of(null, machine, () -> 0)).isSameAs(machine);
    }

    @Test
    void theFileMovesItAndIsReadAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("clock"), "-1500\n");
        InstantSource clock = clock(file);
        assertThat(clock.instant()).isEqualTo(NOW.minusMillis(1500));
        Files.writeString(file, "30000");
        assertThat(clock.instant()).isEqualTo(NOW.minusMillis(1500));
        ns[0] += 200_000_000L;
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void whatCannotBeReadChangesNothing() throws IOException {
        Path file = folder.resolve("clock");
        InstantSource clock = clock(file);
        assertThat(clock.instant()).isEqualTo(NOW);
        Files.writeString(file, "250");
        ns[0] += 200_000_000L;
        assertThat(clock.instant()).isEqualTo(NOW.plusMillis(250));
        Files.writeString(file, "2h");
        ns[0] += 200_000_000L;
        assertThat(clock.instant()).isEqualTo(NOW.plusMillis(250));
    }
}
