package com.hookprobe.qsecbit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReaderTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    Path dir;

    @Test
    void sharesAreOfTheTimeBetweenTwoReadings() throws IOException {
        HostReader reader = new HostReader(dir.resolve("proc"), dir.resolve("sys"), 1000);
        write("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 1 1 1\n");
        write("proc/meminfo", "MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    250 kB\n");
        write(
                "proc/net/dev",
                "Inter-| Receive\n face |bytes\n    lo: 999 0 0 0 0 0 0 0 999 0\n  eth0: 1000 9 0 0 0 0 0 0 50 9\n");
        write("proc/diskstats", "   8 0 sda 1 2 3 4 5 6 7 8 9 1000 11\n 7 0 loop0 1 2 3 4 5 6 7 8 9 10 11\n");
        HostReading first = reader.read(0);
        assertThat(first.memory()).isCloseTo(0.75, within(1e-12));
        assertThat(first.cpu()).isZero();

        write("proc/stat", "cpu  150 0 125 825 0 0 0 0 0 0\n");
        write("proc/net/dev", "  eth0: 1600 9 0 0 0 0 0 0 250 9\n    lo: 99999 0 0 0 0 0 0 0 999 0\n");
        write("proc/diskstats", "   8 0 sda 1 2 3 4 5 6 7 8 9 1500 11\n 7 0 loop0 1 2 3 4 5 6 7 8 9 999999 11\n");
        HostReading second = reader.read(2 * SECOND_NS);
        assertThat(second.cpu()).isCloseTo(0.75, within(1e-12));
        assertThat(second.network()).isCloseTo(0.3, within(1e-12));
        assertThat(second.disk()).isCloseTo(0.25, within(1e-12));
        assertThat(second.powerWatts()).isEmpty();
        assertThat(reader.missing()).containsExactly("class/powercap/intel-rapl:0/energy_uj");
    }

    @Test
    void powerIsTheEnergyOverTimeAndAWrapIsNoReading() throws IOException {
        HostReader reader = new HostReader(dir.resolve("proc"), dir.resolve("sys"), 1000);
        write("sys/class/powercap/intel-rapl:0/energy_uj", "1000000\n");
        reader.read(0);
        write("sys/class/powercap/intel-rapl:0/energy_uj", "31000000\n");
        assertThat(reader.read(2 * SECOND_NS).powerWatts()).hasValue(15);
        write("sys/class/powercap/intel-rapl:0/energy_uj", "5\n");
        assertThat(reader.read(4 * SECOND_NS).powerWatts()).isEmpty();
    }

    @Test
    void brokenFilesAreNoLoad() throws IOException {
        HostReader reader = new HostReader(dir.resolve("proc"), dir.resolve("sys"), 1000);
        write("proc/stat", "cpu x y z\n");
        write("proc/meminfo", "MemTotal: many kB\n");
        write("proc/net/dev", ":::\n:\n\n");
        write("proc/diskstats", "1 2\n\n");
        reader.read(0);
        assertThat(reader.read(SECOND_NS)).isEqualTo(HostReading.of(0, 0, 0, 0));
    }

    @Test
    void thisHostCanBeRead() {
        HostReader reader = HostReader.ofThisHost(125e6);
        reader.read(System.nanoTime());
        HostReading reading = reader.read(System.nanoTime() + 1);
        assertThat(reading.memory()).isBetween(0.0, 1.0);
    }

    private void write(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
