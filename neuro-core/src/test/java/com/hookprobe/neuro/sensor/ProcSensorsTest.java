package com.hookprobe.neuro.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcSensorsTest {
    @TempDir
    Path proc;

    @BeforeEach
    void aSmallProc() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("stat"), """
                cpu  1 2 3 4 5 6 7 8 9 10
                cpu0 9 9 9 9 9 9 9 9 9 9
                intr 100 1 2 3
                ctxt 200
                btime 5
                processes 300
                """);
        Files.writeString(proc.resolve("meminfo"), """
                MemTotal:       1000 kB
                MemFree:         900 kB
                MemAvailable:    800 kB
                Buffers:          70 kB
                Cached:           60 kB
                Active:           50 kB
                AnonPages:        40 kB
                """);
        Files.writeString(proc.resolve("net/dev"), """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:    10      20    0    0    0     0          0         0     30      40    0    0    0     0       0          0
                  eth0:1000000000000  200    0    0    0     0          0         0    300     400    0    0    0     0       0          0
                """);
        Files.writeString(proc.resolve("diskstats"), """
                   8       0 sda 1 0 2 0 3 0 4 0 0 5 0
                   8       1 sda1 10 0 20 0 30 0 40 0 0 50 0 0 0 0 0
                   8       2 short 1 2
                """);
    }

    @Test
    void everyFieldIsTakenFromItsPlace() {
        HostReadings readings = new ProcSensors(proc).read();
        assertThat(readings.cpu().values()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 100L, 200L, 300L);
        // "Dirty" is not in the file.
        assertThat(readings.memory().values()).containsExactly(1000L, 900L, 800L, 70L, 60L, 50L, -1L, 40L);
        assertThat(readings.network().values()).containsExactly(1_000_000_000_010L, 220L, 330L, 440L);
        assertThat(readings.disk().values()).containsExactly(11L, 22L, 33L, 44L, 55L);
        assertThat(readings.empty()).isFalse();
    }

    @Test
    void theHashIsOverTheDocumentedBytes() throws Exception {
        Counters proc = new Counters(Counters.Source.PROC, List.of(1L, -1L));
        Counters oshi = new Counters(Counters.Source.OSHI, List.of(258L));
        HostReadings readings = new HostReadings(proc, Counters.ABSENT, oshi, Counters.ABSENT);
        byte[] expected = HexFormat.of()
                .parseHex(HexFormat.of().formatHex("NEURO/ENTROPY/v1".getBytes(StandardCharsets.US_ASCII))
                        + "010102" + "0000000000000001" + "ffffffffffffffff"
                        + "020000"
                        + "030201" + "0000000000000102"
                        + "040000");
        assertThat(readings.encode()).isEqualTo(expected);
        assertThat(readings.hash())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(expected));
    }

    @Test
    void aMissingOrStrangeFileIsAnAbsentSensor() throws IOException {
        Files.delete(proc.resolve("diskstats"));
        Files.writeString(proc.resolve("stat"), "cpu one two\n");
        Files.writeString(proc.resolve("meminfo"), "");
        Files.writeString(proc.resolve("net/dev"), "heading\nheading\n");
        HostReadings readings = new ProcSensors(proc).read();
        assertThat(readings.cpu()).isEqualTo(Counters.ABSENT);
        assertThat(readings.memory()).isEqualTo(Counters.ABSENT);
        assertThat(readings.network()).isEqualTo(Counters.ABSENT);
        assertThat(readings.disk()).isEqualTo(Counters.ABSENT);
        assertThat(readings.empty()).isTrue();
    }

    @Test
    void countersAreBounded() {
        List<Long> most = Collections.nCopies(255, 1L);
        assertThat(new Counters(Counters.Source.PROC, most).values()).hasSize(255);
        assertThatThrownBy(() -> new Counters(Counters.Source.PROC, Collections.nCopies(256, 1L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Counters(Counters.Source.PROC, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Counters(Counters.Source.ABSENT, List.of(1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
