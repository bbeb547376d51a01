package com.hookprobe.demo.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EveLoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSZ");
    private static final List<String> RECORDING = List.of(
            "{\"timestamp\":\"2026-01-15T09:00:01.000000+0000\",\"src_ip\":\"203.0.113.66\",\"dest_ip\":\"10.20.0.5\"}",
            "{\"timestamp\":\"2026-01-15T09:00:03.000000+0000\",\"src_ip\":\"203.0.113.66\",\"dest_ip\":\"10.20.0.5\","
                    + "\"flow\":{\"start\":\"2026-01-15T09:00:02.500000+0000\"}}");

    @TempDir
    Path folder;

    private List<JsonNode> written(long... nowMs) throws IOException {
        Path eve = Files.createTempFile(folder, "eve", ".json");
        EveLoad load = new EveLoad(RECORDING, List.of(eve), 1);
        for (long now : nowMs) {
            load.advance(now);
        }
        List<JsonNode> records = new java.util.ArrayList<>();
        for (String line : Files.readAllLines(eve)) {
            records.add(JSON.readTree(line));
        }
        assertThat(load.written()).isEqualTo(records.size());
        return records;
    }

    private static Instant time(JsonNode value) {
        return OffsetDateTime.parse(value.asText(), TIME).toInstant();
    }

    @Test
    void linesComeWhenTheyAreDueWithTheTimeOfNow() throws IOException {
        assertThat(written(1_999)).hasSize(1);
        List<JsonNode> both = written(2_000);
        JsonNode last = both.get(both.size() - 1);
        assertThat(time(last.path("timestamp")).toEpochMilli()).isCloseTo(System.currentTimeMillis(), within(600_000L));
        assertThat(time(last.path("flow").path("start")))
                .isEqualTo(time(last.path("timestamp")).minusMillis(500));
    }

    @Test
    void anAttackerKeepsItsAddressForARoundAndHasAnotherInTheNext() throws IOException {
        List<JsonNode> records = written(5_000);
        assertThat(records).hasSize(4);
        String first = records.get(0).path("src_ip").asText();
        assertThat(first)
                .startsWith("45.")
                .isEqualTo(records.get(1).path("src_ip").asText());
        assertThat(records.get(2).path("src_ip").asText()).startsWith("45.").isNotEqualTo(first);
        assertThat(records).allMatch(r -> r.path("dest_ip").asText().equals("10.20.0.5"));
    }

    @Test
    void metricsAreSummedOverTheirSeries() {
        assertThat(Questions.sums("# HELP a b\na{x=\"1 2\"} 3\na{x=\"2\"} 4\nb 0.5\n"))
                .isEqualTo(Map.of("a", 7.0, "b", 0.5));
    }

    @Test
    void heapsAreReadAsTheJvmTellsThem() throws IOException {
        assertThat(Attach.used(" def new generation   total 29504K, used 13208K [0x1, 0x2, 0x3)\n"
                        + "  eden space 26240K,  46% used [0x1)\n"
                        + " tenured generation   total 65536K, used 14949K [0x1)\n"
                        + " Metaspace       used 27651K, committed 28288K\n"))
                .isEqualTo(13208 + 14949);
    }
}
