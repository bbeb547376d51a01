package com.hookprobe.qsecbit.detection.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.testsupport.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded logs that Zeek has written in both forms; they are not in the tree. */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class ZeekRealDataTest {
    @ParameterizedTest
    @CsvSource({
        "dns, 53615, DNS",
        "notice, 207, ALERT",
        "rdp, 4122, OTHER",
        "smb_mapping, 393, OTHER",
        "smtp, 1188, OTHER",
        "software, 376, OTHER",
        "ssh, 22, SSH"
    })
    void bothFormsGiveTheSameEvents(String log, int records, EventType type) throws IOException {
        List<NetworkEvent> tsv = new ArrayList<>();
        List<NetworkEvent> json = new ArrayList<>();
        assertThat(read(log + ".log.gz", tsv)).isEqualTo(records);
        assertThat(read(log + ".json.gz", json)).isEqualTo(records);
        assertThat(tsv)
                .allMatch(event -> event.type() == type || isLocalName(event))
                .hasSizeGreaterThanOrEqualTo(records);
        // The two were written in different order.
        tsv = sorted(tsv);
        json = sorted(json);
        for (int i = 0; i < Math.min(tsv.size(), json.size()); i++) {
            assertThat(json.get(i)).isEqualTo(tsv.get(i));
        }
        assertThat(json).hasSameSizeAs(tsv);
    }

    /** By their text, which takes long to write: once for each event, and not for each comparison. */
    private static List<NetworkEvent> sorted(List<NetworkEvent> events) {
        record Written(String text, NetworkEvent event) {}
        return events.stream()
                .map(event -> new Written(event.toString(), event))
                .sorted(Comparator.comparing(Written::text))
                .map(Written::event)
                .toList();
    }

    private static boolean isLocalName(NetworkEvent event) {
        return event.type() == EventType.OTHER && event.appProto().matches("mdns|llmnr|nbns");
    }

    private static int read(String file, List<NetworkEvent> into) throws IOException {
        Path path = SharedData.file("data/zeek-wrccdc/" + file);
        ZeekParser parser = new ZeekParser("z", file);
        int records = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
                assertThat(parser.parse(bytes, 0, bytes.length, into::add))
                        .as(line)
                        .isTrue();
                records += line.startsWith("#") ? 0 : 1;
            }
        }
        return records;
    }
}
