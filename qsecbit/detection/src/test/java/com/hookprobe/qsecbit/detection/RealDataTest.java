package com.hookprobe.qsecbit.detection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.testsupport.SharedData;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Recorded traffic that no one here has made; it is not in the tree. */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class RealDataTest {
    private static final int TAR_BLOCK = 512;

    @TempDir
    Path dir;

    @Test
    void aHostThatIsAttackedFromOutsideForADay() throws IOException {
        Path eve = dir.resolve("eve.json");
        untar(
                SharedData.file("data/slips-stratosphere/slips-dataset.tar.gz"),
                "dataset/test6-malicious.suricata.json",
                eve);
        List<NetworkEvent> events = new ArrayList<>();
        List<Detection> found = run(eve, events);
        assertThat(events).hasSize(5000);

        Set<IpAddress> alerted = events.stream()
                .filter(e -> e.type() == EventType.ALERT)
                .map(NetworkEvent::srcIp)
                .collect(Collectors.toSet());
        Set<IpAddress> named = found.stream()
                .filter(d -> !d.internal() && d.severity().atLeast(Severity.LOW))
                .map(Detection::source)
                .collect(Collectors.toSet());
        assertThat(alerted).hasSize(347);
        assertThat(named).containsAll(alerted).hasSizeGreaterThan(500);
        // No host of the site, neither its gateway nor its name server, nor a server that its camera talks to.
        assertThat(named).noneMatch(Events.LOCAL::contains);
        assertThat(found).noneMatch(d -> d.internal() && d.severity().atLeast(Severity.MEDIUM));
        Set<IpAddress> contacted = events.stream()
                .filter(e -> e.type() == EventType.FLOW && Events.LOCAL.contains(e.srcIp()))
                .map(NetworkEvent::dstIp)
                .collect(Collectors.toSet());
        assertThat(named).doesNotContainAnyElementsOf(contacted);
        // A monitor that opens the same door every five minutes.
        assertThat(named).doesNotContain(Events.ip("216.245.221.83"));

        Set<String> scanners = found.stream()
                .filter(d -> d.kind() == AttackKind.PORT_SCAN && d.detector().equals("port-scan"))
                .map(d -> d.source().toString())
                .collect(Collectors.toSet());
        assertThat(scanners)
                .contains("193.46.255.92", "45.143.203.2", "45.143.200.102", "45.143.200.10", "185.193.88.29")
                .hasSizeGreaterThan(12);
        assertThat(found)
                .anyMatch(d -> d.kind() == AttackKind.COMMAND_INJECTION && d.severity() == Severity.CRITICAL)
                .anyMatch(d -> d.kind() == AttackKind.WEB_SCAN)
                .anyMatch(d -> d.kind() == AttackKind.WEB_EXPLOIT);
        // What a site in AMBER acts on by itself: MEDIUM and worse, from outside.
        assertThat(found.stream()
                        .filter(d -> !d.internal() && d.severity().atLeast(Severity.MEDIUM) && d.confidence() >= 0.6)
                        .map(Detection::source)
                        .distinct()
                        .count())
                .isGreaterThan(300);
    }

    @Test
    void alertsOfFourSitesAsArrays() throws IOException {
        try (Stream<Path> sites = Files.list(SharedData.file("data/suricata-wrccdc-first-honeypot"))) {
            int read = 0;
            for (Path site : sites.filter(Files::isDirectory).sorted().toList()) {
                Path eve = dir.resolve(site.getFileName() + ".json");
                try (InputStream in = new GZIPInputStream(Files.newInputStream(site.resolve("alerts-only.json.gz")))) {
                    Files.copy(in, eve);
                }
                List<NetworkEvent> events = new ArrayList<>();
                List<Detection> found = run(eve, events);
                read += events.size();
                assertThat(found).as(site.toString()).isNotEmpty();
                assertThat(found.stream().filter(d -> !d.internal())).noneMatch(d -> Events.LOCAL.contains(d.source()));
                // Relays of an anonymising network that hosts of the site have called themselves.
                assertThat(found)
                        .noneMatch(d -> !d.internal()
                                && d.evidence().contains("Not Exit")
                                && Events.LOCAL.contains(d.target())
                                && site.endsWith("wrccdc-2018"));
            }
            assertThat(read).isEqualTo(548);
        }
    }

    private static List<Detection> run(Path eve, List<NetworkEvent> events) throws IOException {
        List<Detection> found = new ArrayList<>();
        DetectionEngine engine =
                DetectionEngine.learning(LocalNetworks.privateRanges(), Detectors::standard, found::add);
        try (SensorReader reader = SensorReader.open(eve, Optional.empty(), new EveParser("recorded"))) {
            reader.readToEnd(event -> {
                events.add(event);
                engine.onEvent(event);
            });
            assertThat(reader.counters().broken()).isZero();
            assertThat(reader.counters().overlong()).isZero();
        }
        return found;
    }

    /** Takes one file out of a tar: a header of 512 bytes with name and octal size, then the content, padded. */
    private static void untar(Path tarGz, String name, Path to) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(tarGz))))) {
            byte[] header = new byte[TAR_BLOCK];
            while (true) {
                in.readFully(header);
                String entry = text(header, 0, 100).replaceFirst("^\\./", "");
                assertThat(entry).as("no " + name + " in " + tarGz).isNotEmpty();
                long size = Long.parseLong(text(header, 124, 12).trim(), 8);
                if (entry.equals(name)) {
                    Files.copy(new BoundedStream(in, size), to, StandardCopyOption.REPLACE_EXISTING);
                    return;
                }
                in.skipNBytes((size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK);
            }
        }
    }

    private static String text(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.US_ASCII);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static final class BoundedStream extends InputStream {
        private final InputStream in;
        private long left;

        BoundedStream(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }
    }
}
