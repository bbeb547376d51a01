package com.hookprobe.qsecbit.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectCommandTest {
    @TempDir
    Path folder;

    @Test
    void aDetectionIsOneJsonObjectWithWhatProgramsNeed() throws Exception {
        Shell shell = Shell.run(
                "detect",
                "--json",
                "--eve",
                scan(folder.resolve("eve.json"), false).toString());

        assertThat(shell.exitCode()).isZero();
        // Knocks first, and a scan as soon as it is one; its repeats within a minute are folded.
        assertThat(shell.out().lines()).hasSize(2);
        Map<String, String> fields =
                fields(shell.out().lines().skip(1).findFirst().orElseThrow());
        assertThat(fields)
                .containsEntry("event", "detection")
                .containsEntry("attack_type", "PORT_SCAN")
                .containsEntry("layer", "4")
                .containsEntry("severity", "MEDIUM")
                .containsEntry("source", "203.0.113.7")
                .containsEntry("target", "10.20.0.5")
                .containsEntry("mitre_id", "T1046")
                .containsEntry("detector", "port-scan")
                .containsEntry("time", "2026-05-01T10:00:04Z");
        assertThat(Double.parseDouble(fields.get("confidence"))).isBetween(0.5, 1.0);
        assertThat(fields.get("evidence")).contains("doors");
        assertThat(shell.errors()).contains("30 events, 0 broken records, 0 foreign lines, 2 detections");
    }

    @Test
    void compressedFilesAndUnknownFormatsAreFoundOut() throws Exception {
        Path gz = scan(folder.resolve("eve.json.gz"), true);
        assertThat(Shell.run("detect", gz.toString()).out())
                .contains("PORT_SCAN", "203.0.113.7 -> 10.20.0.5", "[T1046]");
        Path log = folder.resolve("auth.log");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            lines.append("May  1 10:00:0" + i + " host sshd[1]: Failed password for root from 203.0.113.9 port 4000" + i
                    + " ssh2\n");
        }
        Files.writeString(log, lines);
        assertThat(Shell.run("detect", log.toString()).out()).contains("BRUTE_FORCE", "203.0.113.9");
        Path pcap = folder.resolve("packets.pcap");
        Files.write(pcap, arpSpoofing());
        Shell shell = Shell.run("detect", "--json", pcap.toString());
        assertThat(shell.out())
                .contains("\"attack_type\":\"ARP_SPOOFING\"")
                .contains("\"source_mac\":\"02:00:00:00:00:66\"");
    }

    @Test
    void aFileThatCannotBeReadDoesNotStopTheOthers() throws Exception {
        Path eve = scan(folder.resolve("eve.json"), false);
        Path none = folder.resolve("none.pcap");
        Files.writeString(none, "no packets");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Shell shell = Shell.run("detect", "--pcap", none.toString(), eve.toString(), "gone.log", empty.toString());
        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.out()).contains("PORT_SCAN");
        assertThat(shell.errors())
                .contains("none.pcap is no capture", "no such file: gone.log", "empty: expected *.log")
                .contains("30 events", "3 files not read");
    }

    @Test
    void whatWasNotUnderstoodIsTold() throws Exception {
        Path text = folder.resolve("a.log");
        Files.writeString(text, "login: [no format at all]\nthe same again\n", StandardCharsets.UTF_16LE);
        Shell shell = Shell.run("detect", text.toString());
        assertThat(shell.exitCode()).isZero();
        assertThat(shell.errors()).contains("a.log: nothing in it was understood", "foreign lines");
        Path array = folder.resolve("eve.json");
        Files.writeString(array, "[{\"event_type\":\"x\"");
        assertThat(Shell.run("detect", array.toString()).errors()).contains("1 broken records");
        Path pcap = folder.resolve("cut.pcap");
        byte[] whole = arpSpoofing();
        Files.write(pcap, Arrays.copyOf(whole, whole.length - 3));
        assertThat(Shell.run("detect", pcap.toString()).errors()).contains("1 broken records");
    }

    @Test
    void aPipeIsNoLog() {
        assumeTrue(Files.exists(Path.of("/dev/zero")), "no device here");
        Shell shell = Shell.run("detect", "/dev/zero");
        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.errors()).contains("expected a regular file");
    }

    @Test
    void anAccuracyOfNothingIsNone() {
        Shell shell = Shell.run("accuracy", folder.toString());
        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.errors()).contains("found none");
    }

    @Test
    void filesThatBelongTogetherAreReadInTheOrderOfTime() throws Exception {
        Path first = folder.resolve("b.json");
        Path second = folder.resolve("a.json");
        Files.writeString(first, login("10:00:30", "accepted"));
        StringBuilder refused = new StringBuilder();
        for (int i = 10; i < 22; i++) {
            refused.append(login("10:00:" + i, "refused"));
        }
        Files.writeString(second, refused);
        Shell shell = Shell.run("detect", "--log", first.toString(), "--log", second.toString());
        assertThat(shell.out()).contains("AUTH_BYPASS");
    }

    @Test
    void explainShowsTheScoreWithItsTerms() throws Exception {
        Path eve = scan(folder.resolve("eve.json"), false);
        assertThat(Shell.run("detect", "--explain", eve.toString()).out()).contains("qsecbit ", "p_attack", "decay");
        String json = Shell.run("detect", "--explain", "--json", eve.toString()).out();
        assertThat(fields(json.lines().findFirst().orElseThrow()))
                .containsKeys("drift", "p_attack", "p_attack_reason", "qsecbit", "band");
    }

    @Test
    void aThresholdChangesWhatIsDetected() throws Exception {
        Path eve = scan(folder.resolve("eve.json"), false);
        Shell shell = Shell.run(
                "detect",
                "--threshold",
                "port-scan.ports-remote=100",
                "--threshold",
                "port-scan.doors-remote=100",
                "--threshold",
                "port-scan.slow-failures=100",
                eve.toString());
        assertThat(shell.out()).doesNotContain("PORT_SCAN");
        Shell wrong = Shell.run("detect", "--threshold", "port-scan.ports=3", eve.toString());
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.errors()).contains("there is no threshold 'port-scan.ports'", "port-scan.ports-remote");
        assertThat(Shell.run("detect", "--list-thresholds").out()).contains("port-scan.ports-remote", "syn-flood");
    }

    @Test
    void wrongUsageIsTold() {
        assertThat(Shell.run("detect").exitCode()).isEqualTo(2);
        assertThat(Shell.run("detect").errors()).contains("expected files");
        Shell missing = Shell.run("detect", "--eve", folder.resolve("none").toString());
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.errors()).contains("no such file");
    }

    @Test
    void whatIsPackedOtherwiseIsRefusedAndACutFileIsReadAsFarAsItGoes() throws Exception {
        Path zstd = Files.write(folder.resolve("eve.json.zst"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1});
        Shell refused = Shell.run("detect", zstd.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).contains("expected a plain file or gzip, found zstd");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(arpSpoofing());
        }
        byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() - 9);
        Shell read = Shell.run(
                "detect", Files.write(folder.resolve("cut.pcap.gz"), cut).toString());
        assertThat(read.out()).contains("ARP_SPOOFING");
    }

    /** The log of an SSH server does not tell its own address. */
    @Test
    void manySourcesAtOneUserNameInALog() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 10; i < 22; i++) {
            lines.append("2026-05-01T10:00:" + i + "Z host sshd[" + i + "]: Failed password for root from 203.0.113."
                    + i + " port 4000 ssh2\n");
        }
        Path log = Files.writeString(folder.resolve("auth.log"), lines);
        Shell shell = Shell.run("detect", log.toString());
        assertThat(shell.exitCode()).isZero();
        assertThat(shell.out()).contains("10 sources refused at one user name");
    }

    private static Path scan(Path file, boolean gzip) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            String time = "2026-05-01T10:00:" + (i < 10 ? "0" + i : i) + ".000000+0000";
            lines.append("{\"timestamp\":\"" + time + "\",\"event_type\":\"flow\",\"src_ip\":\"203.0.113.7\","
                    + "\"src_port\":40000,\"dest_ip\":\"10.20.0.5\",\"dest_port\":" + (1000 + i) + ",\"proto\":\"TCP\","
                    + "\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1,\"bytes_toserver\":60,\"bytes_toclient\":60,"
                    + "\"start\":\"" + time + "\",\"end\":\"" + time + "\",\"state\":\"closed\"},"
                    + "\"tcp\":{\"tcp_flags_ts\":\"02\",\"tcp_flags_tc\":\"14\"}}\n");
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        if (!gzip) {
            return Files.write(file, bytes);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return Files.write(file, packed.toByteArray());
    }

    private static String login(String time, String outcome) {
        String what = outcome.equals("accepted") ? "Accepted password" : "Failed password";
        return "2026-05-01T" + time + "+00:00 host sshd[1]: " + what + " for alice from 203.0.113.9 port 40001 ssh2\n";
    }

    /** A station that answers to ARP, and then another one that claims its address in turn with it. */
    private static byte[] arpSpoofing() {
        ByteBuffer out = ByteBuffer.allocate(24 + 20 * (16 + 42)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65535)
                .putInt(1);
        for (int i = 0; i < 20; i++) {
            int station = i < 10 || i % 2 == 0 ? 0x11 : 0x66;
            out.putInt(1_777_000_000 + i).putInt(0).putInt(42).putInt(42);
            out.order(ByteOrder.BIG_ENDIAN);
            mac(out, 0x22);
            mac(out, station);
            out.putShort((short) 0x0806)
                    .putShort((short) 1)
                    .putShort((short) 0x0800)
                    .put((byte) 6)
                    .put((byte) 4);
            out.putShort((short) 2);
            mac(out, station);
            out.putInt(0xc0a80101);
            mac(out, 0x22);
            out.putInt(0xc0a80122);
            out.order(ByteOrder.LITTLE_ENDIAN);
        }
        return out.array();
    }

    private static void mac(ByteBuffer out, int last) {
        out.put((byte) 2)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) last);
    }

    private static Map<String, String> fields(String json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getText());
            }
        }
        return fields;
    }
}
