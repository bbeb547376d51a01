package com.hookprobe.qsecbit.federation.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintCommandTest {
    @TempDir
    Path folder;

    @Test
    void aFingerprintHas256Bytes() throws IOException {
        Path scan = scan("a.json", "203.0.113.7", 30, 1);
        Shell shell = Shell.run("fingerprint", scan.toString());
        assertThat(shell.exitCode()).isZero();
        assertThat(shell.last()).matches(".* 203\\.0\\.113\\.7 [0-9a-f]{512}");
        // Neither who nor whom: other addresses give the same bytes.
        Shell other = Shell.run(
                "fingerprint", "--json", scan("b.json", "198.51.100.9", 30, 2).toString());
        assertThat(other.last())
                .contains(
                        "\"host\":\"198.51.100.9\"",
                        shell.last().substring(shell.last().lastIndexOf(' ') + 1));
    }

    @Test
    void oneToolAtTwoSitesIsNearerThanTwoToolsAtOne() throws IOException {
        Path scanEast = scan("a.json", "203.0.113.7", 30, 1);
        Path scanWest = scan("b.json", "198.51.100.9", 45, 2);
        Path browsing = browsing("c.json", "203.0.113.8");
        Shell shell = Shell.run(
                "fingerprint",
                "--compare",
                "--json",
                "scan@east=" + scanEast,
                "scan@west=" + scanWest + ",198.51.100.9",
                "browser@east=" + browsing);
        assertThat(shell.exitCode()).isZero();
        assertThat(shell.lines()).hasSize(4);
        assertThat(shell.last()).contains("\"event\":\"fingerprint_figure\"", "\"reached\":true");
        // With the names exchanged the claim is false, and the command says so.
        Shell exchanged =
                Shell.run("fingerprint", "--compare", "x@east=" + scanEast, "y@east=" + scanWest, "x@west=" + browsing);
        assertThat(exchanged.exitCode()).isEqualTo(1);
        assertThat(exchanged.last()).startsWith("One tool at two sites");
    }

    @Test
    void wrongUsageIsTold() throws IOException {
        Path scan = scan("a.json", "203.0.113.7", 30, 1);
        assertThat(Shell.run("fingerprint").exitCode()).isEqualTo(2);
        assertThat(Shell.run("fingerprint", "--compare", scan.toString()).errors())
                .contains("TOOL@SITE=PATH");
        assertThat(Shell.run("fingerprint", "--compare", "a@b=" + scan, "c@d=" + scan)
                        .errors())
                .contains("a tool that is at two sites");
        assertThat(Shell.run("fingerprint", folder.resolve("none").toString()).errors())
                .contains("no such file");
        Shell host = Shell.run("fingerprint", scan + ",192.0.2.99");
        assertThat(host.exitCode()).isEqualTo(2);
        assertThat(host.errors()).contains("namely 192.0.2.99", "found none");
    }

    private Path scan(String name, String source, int ports, int last) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ports; i++) {
            lines.append(flow(source, "10.20.0." + last, 1000 + i, i * 100, 20, 1, 1, 60, 40, "02", "14"));
        }
        return Files.writeString(folder.resolve(name), lines);
    }

    private Path browsing(String name, String source) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append(flow(
                    source, "192.0.2." + i, 443, i * 7000, 3000, 20 + i, 40 + i, 4000, 90_000 + 5000 * i, "1b", "1b"));
        }
        return Files.writeString(folder.resolve(name), lines);
    }

    private static String flow(
            String source,
            String target,
            int port,
            int startMs,
            int lengthMs,
            int packetsOut,
            int packetsIn,
            int bytesOut,
            int bytesIn,
            String flagsOut,
            String flagsIn) {
        return String.format(
                Locale.ROOT,
                "{\"timestamp\":\"%1$s\",\"event_type\":\"flow\",\"src_ip\":\"%3$s\",\"src_port\":40000,\"dest_ip\":\"%4$s\","
                        + "\"dest_port\":%5$d,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":%6$d,\"pkts_toclient\":%7$d,"
                        + "\"bytes_toserver\":%8$d,\"bytes_toclient\":%9$d,\"start\":\"%1$s\",\"end\":\"%2$s\","
                        + "\"state\":\"closed\"},\"tcp\":{\"tcp_flags_ts\":\"%10$s\",\"tcp_flags_tc\":\"%11$s\"}}%n",
                time(startMs),
                time(startMs + lengthMs),
                source,
                target,
                port,
                packetsOut,
                packetsIn,
                bytesOut,
                bytesIn,
                flagsOut,
                flagsIn);
    }

    private static String time(int ms) {
        return String.format(
                Locale.ROOT, "2026-05-01T10:%02d:%02d.%03d000+0000", ms / 60_000, ms / 1000 % 60, ms % 1000);
    }
}
