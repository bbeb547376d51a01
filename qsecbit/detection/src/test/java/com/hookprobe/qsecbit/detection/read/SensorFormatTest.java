package com.hookprobe.qsecbit.detection.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorFormatTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x|{\"timestamp\":\"2024\",\"flow_id\":1,\"event_type\":\"alert\"}|EVE",
                "x|[ {\"event_type\":\"alert\"}|EVE",
                "x|{\"_path\":\"dns\",\"ts\":1|ZEEK_JSON",
                "x|{\"ts\":1.5,\"uid\":\"C\"}|ZEEK_JSON",
                "x|#separator \\x09|ZEEK_TSV",
                "x|{ \"seconds\" : 1, \"rule\" : \"1:2:3\" }|SNORT",
                "x.json|Mar  1 10:00:00 h sshd[1]: x|LOG",
                "x|203.0.113.7 - - [01/Mar/2024|LOG",
                "x|[Fri Mar 01 10:00:00 2024] [error]|LOG",
                "x|# a comment|LOG",
                // A head that is cut within its first field leaves it to the name.
                "/var/log/suricata/eve.json|{\"time|EVE",
                "alert_json.txt|{\"x|SNORT",
                "/x/dns.log|{\"uid|ZEEK_JSON",
                "conn.log|``|ZEEK_TSV",
                "conn.2024-01-01.log.gz|``|ZEEK_TSV",
                "eve.json|``|EVE",
                "auth.log|``|LOG"
            })
    void theFirstBytesDecideAndThenTheName(String name, String head, SensorFormat format) {
        assertThat(SensorFormat.detect(name, head.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(format);
    }

    @Test
    void aCompressedFileIsLookedInto() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write("{\"ts\":1,\"id.orig_h\":\"10.0.0.1\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        Path file = Files.write(dir.resolve("x.log.1.gz"), bytes.toByteArray());
        assertThat(SensorFormat.detect(file)).isEqualTo(SensorFormat.ZEEK_JSON);
    }

    @Test
    void aZeekLogIsResumedInItsMiddle() throws IOException {
        Path file = dir.resolve("ssh.log");
        String header = "#separator \\x09\n#path\tssh\n#fields\tts\tid.orig_h\tauth_success\n";
        Files.writeString(file, header + "1.0\t10.0.0.1\tF\n");
        List<NetworkEvent> events = new ArrayList<>();
        Optional<ReadCheckpoint> checkpoint;
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), parser(file))) {
            reader.poll(events::add, Integer.MAX_VALUE);
            checkpoint = reader.checkpoint();
        }
        Files.writeString(file, header + "1.0\t10.0.0.1\tF\n2.0\t10.0.0.2\tT\n");
        try (SensorReader reader = SensorReader.open(file, checkpoint, parser(file))) {
            reader.poll(events::add, Integer.MAX_VALUE);
            assertThat(reader.counters().broken()).isZero();
        }
        assertThat(events).hasSize(2);
        assertThat(events.get(1).srcIp()).hasToString("10.0.0.2");
    }

    private static RecordParser parser(Path file) throws IOException {
        return SensorFormat.detect(file).parser("s", file.toString(), IpAddress.NONE, 0);
    }
}
