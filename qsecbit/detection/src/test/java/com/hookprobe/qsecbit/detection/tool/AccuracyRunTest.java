package com.hookprobe.qsecbit.detection.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class AccuracyRunTest {
    @TempDir
    Path dir;

    @Test
    void aFolderPerScenario() throws IOException {
        Recordings.write(dir.resolve("scan/eve.json"), Recordings.scan("203.0.113.7", 20));
        Recordings.write(dir.resolve("scan/scenario.txt"), """
                # an outside scan
                expect: PORT_SCAN|HOST_SWEEP 203.0.113.7
                expect: DNS_TUNNEL 10.0.0.77   # there is none
                benign: 10.0.0.5
                """);
        Recordings.write(dir.resolve("quiet/access.log"), Recordings.access("198.51.100.1", "/favicon.ico"));
        Recordings.write(dir.resolve("quiet/scenario.txt"), "silent\n");
        Recordings.write(dir.resolve("wrong/access.log"), Recordings.access("198.51.100.2", "/?q=<script>alert(1)"));
        Recordings.write(dir.resolve("wrong/scenario.txt"), "home: none\nbenign: rest\n");
        Recordings.write(dir.resolve("unread/x.bin"), "\0");
        Recordings.write(dir.resolve("unread/scenario.txt"), "silent\n");
        List<String> progress = new ArrayList<>();

        AccuracyReport report = AccuracyRun.standard().run(dir, progress::add);

        assertThat(report.results()).extracting(ScenarioResult::name).containsExactly("quiet", "scan", "wrong");
        ScenarioResult scan = report.results().get(1);
        assertThat(scan.labelled()).isEqualTo(2);
        assertThat(scan.missed()).containsExactly("DNS_TUNNEL 10.0.0.77");
        assertThat(scan.benign()).isEqualTo(1);
        assertThat(scan.flagged()).isZero();
        assertThat(report.results().get(2).wrong()).containsExactly("198.51.100.2 XSS");
        assertThat(report.skipped())
                .singleElement()
                .satisfies(text -> assertThat(text).contains("unread", "x.bin"));
        assertThat(progress).hasSize(3);
        assertThat(report.recall()).isEqualTo(0.5);
        assertThat(report.precision()).isEqualTo(0.5);
        assertThat(report.flaggedShare()).isEqualTo(1.0 / 3);
        assertThat(report.toText()).contains("missed: DNS_TUNNEL 10.0.0.77").contains("wrong: 198.51.100.2 XSS");
        assertThat(fields(report.toJson())).contains("recall", "scenarios", "missed", "skipped");
    }

    @Test
    void theHubsTests() throws IOException {
        Map<String, String> tar = new LinkedHashMap<>();
        String config = "parsers:\n- crowdsecurity/nginx-logs\nscenarios:\n- ./scenarios/x.yaml\nlog_file: a.log\n";
        tar.put("tests/found/config.yaml", config);
        tar.put(
                "tests/found/a.log",
                Recordings.access("192.0.2.7", "/?a=1 union select 1,2", "/x?q=../../../etc/passwd"));
        tar.put("tests/found/scenario.assert", """
                len(results) == 2
                results[0].Overflow.Sources["192.0.2.7"].IP == "192.0.2.7"
                results[0].Overflow.Alert.GetScenario() == "crowdsecurity/http-path-traversal-probing"
                results[1].Overflow.Sources["192.0.2.9"].IP == "192.0.2.9"
                results[1].Overflow.Alert.GetScenario() == "crowdsecurity/http-xss-probing"
                """);
        tar.put("tests/silent/config.yaml", config);
        tar.put("tests/silent/a.log", Recordings.access("192.0.2.8", "/index.html"));
        tar.put("tests/silent/scenario.assert", "\n");
        tar.put("tests/other/config.yaml", config.replace("nginx", "windows"));
        tar.put("tests/other/a.log", "x\n");
        tar.put("tests/other/scenario.assert", "\n");
        tar.put("../outside", "x");
        Recordings.tarGz(dir.resolve("data/crowdsec-hub/half.tar.gz"), tar);

        AccuracyReport report = AccuracyRun.standard().run(dir.resolve("data"), line -> {});

        assertThat(report.results()).extracting(ScenarioResult::name).containsExactly("hub/found", "hub/silent");
        assertThat(report.results().get(0).missed()).containsExactly("XSS 192.0.2.9");
        assertThat(report.results().get(0).found()).isEqualTo(1);
        assertThat(report.results().get(1).flagged()).isZero();
        assertThat(Files.exists(dir.resolve("outside"))).isFalse();
    }

    @Test
    void labelsOfZeek() throws IOException {
        String header = "#separator \\x09\n#fields\tts\tid.orig_h\tlabel\n";
        Path file = Recordings.write(
                dir.resolve("conn.log.labeled"),
                header + "1\t10.0.0.1\tMalicious\n1\t10.0.0.1\tBenign\n1\t10.0.0.2\tBenign\n"
                        + "1\t10.0.0.3\tUnknown\n1\t10.0.0.3\tBenign\n");
        Scenario scenario =
                ScenarioText.read(dir, List.of("labels: conn.log.labeled")).get(0);
        assertThat(scenario.inputs()).containsExactly(file);
        assertThat(scenario.truth().expected()).extracting(Object::toString).containsExactly("any 10.0.0.1");
        assertThat(scenario.truth().benign()).extracting(Object::toString).containsExactly("10.0.0.2");
        Recordings.write(file, "#fields\tts\tuid\n1\tC1\n");
        assertThatThrownBy(() -> ScenarioText.read(dir, List.of("labels: conn.log.labeled")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected the columns id.orig_h and label");
    }

    @Test
    void aWrongTextSaysWhichLine() {
        for (String line : List.of(
                "expect: NO_SUCH_KIND",
                "expect: XSS 1.2.3",
                "home: 10",
                "input: ../x",
                "input:",
                "loud",
                "benign: x")) {
            assertThatThrownBy(() -> ScenarioText.read(dir, List.of("silent", line)))
                    .as(line)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("line 2");
        }
    }

    @Test
    void aKindThatIsNoneIsToldWithThoseThatAre() {
        assertThatThrownBy(() -> ScenarioText.read(dir, List.of("expect: PORTSCAN 203.0.113.7")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found 'PORTSCAN'")
                .hasMessageContaining("PORT_SCAN")
                .hasMessageNotContaining("enum");
    }

    @Test
    void aBrokenArchiveIsRefused() throws IOException {
        Path file = Recordings.write(dir.resolve("x.tar.gz"), "no archive");
        assertThatThrownBy(() -> TarArchive.unpack(file, dir.resolve("out"))).isInstanceOf(IOException.class);
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void recordingsThatNoOneHereHasMade() throws IOException {
        AccuracyReport report = AccuracyRun.standard().run(SharedData.file("data"), line -> {});
        assertThat(report.results()).hasSizeGreaterThan(30);
        assertThat(report.recall()).as(report.toText()).isGreaterThanOrEqualTo(0.95);
        assertThat(report.precision()).as(report.toText()).isGreaterThanOrEqualTo(0.95);
        assertThat(report.flaggedShare()).as(report.toText()).isLessThanOrEqualTo(0.01);
    }

    private static List<String> fields(String json) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentName() != null) {
                    names.add(parser.currentName());
                }
            }
        }
        return names;
    }
}
