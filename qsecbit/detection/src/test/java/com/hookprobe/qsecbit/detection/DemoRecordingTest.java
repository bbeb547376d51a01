package com.hookprobe.qsecbit.detection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the recording of the demo and its generator equal; {@code -Dhookprobe.recording.write=true} writes it. */
class DemoRecordingTest {
    private static final String NAME = "tier-assemblies/mesh-demo/src/main/resources/demo/recording.eve.json";

    @TempDir
    Path dir;

    @Test
    void theFileInTheTreeIsWhatTheGeneratorWrites() throws IOException {
        Path file = inTree();
        if (Boolean.getBoolean("hookprobe.recording.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, DemoRecording.text());
        }
        assertThat(Files.readString(file)).isEqualTo(DemoRecording.text());
        assertThat(DemoRecording.text().lines().count()).isBetween(300L, 600L);
    }

    @Test
    void theEngineNamesTheAttackersAndNobodyElse() throws IOException {
        Path file = Files.writeString(dir.resolve("eve.json"), DemoRecording.text());
        List<Detection> found = new ArrayList<>();
        DetectionEngine engine =
                DetectionEngine.learning(LocalNetworks.privateRanges(), Detectors::standard, found::add);
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("demo"))) {
            reader.readToEnd(engine::onEvent);
            assertThat(reader.counters().broken()).isZero();
        }
        // Oddities of the protocol are reported for the record, and are no attack.
        Map<String, Set<AttackKind>> remote = found.stream()
                .filter(d -> !d.internal() && d.severity().atLeast(Severity.LOW))
                .collect(Collectors.groupingBy(
                        d -> d.source().toString(),
                        Collectors.mapping(
                                Detection::kind, Collectors.toCollection(() -> EnumSet.noneOf(AttackKind.class)))));
        assertThat(remote.keySet()).containsExactlyInAnyOrderElementsOf(DemoRecording.ATTACKERS);
        assertThat(remote.get(DemoRecording.SCANNER)).contains(AttackKind.PORT_SCAN);
        assertThat(remote.get(DemoRecording.GUESSER)).contains(AttackKind.BRUTE_FORCE);
        assertThat(remote.get(DemoRecording.WEB_ATTACKER))
                .contains(AttackKind.SQL_INJECTION, AttackKind.PATH_TRAVERSAL, AttackKind.XSS);
        assertThat(remote.get(DemoRecording.EXPLOITER)).contains(AttackKind.WEB_EXPLOIT, AttackKind.EXPLOIT);
        assertThat(remote.get(DemoRecording.BAD_NAME)).contains(AttackKind.BAD_REPUTATION);
        assertThat(remote.get(DemoRecording.KNOCKER)).contains(AttackKind.PORT_SCAN);
        assertThat(found.stream().filter(Detection::internal)).isNotEmpty().allSatisfy(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.DNS_TUNNEL);
            assertThat(d.source())
                    .isEqualTo(IpAddress.parse(DemoRecording.TUNNEL_CLIENT).orElseThrow());
        });
    }

    private static Path inTree() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("tier-assemblies"))) {
                return at.resolve(NAME);
            }
        }
        throw new IllegalStateException(
                "no folder tier-assemblies above " + Path.of("").toAbsolutePath());
    }
}
