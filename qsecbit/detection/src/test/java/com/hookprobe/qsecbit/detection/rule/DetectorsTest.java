package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.login;
import static com.hookprobe.qsecbit.detection.Events.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DetectorsTest {
    @Test
    void everyDeclaredThresholdIsListedOnce() throws Exception {
        TreeSet<String> declared = new TreeSet<>();
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == Threshold.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    declared.add(((Threshold) field.get(null)).name());
                }
            }
        }
        for (LoginService service : LoginService.values()) {
            declared.add(service.attempts().name());
        }
        List<String> listed =
                Detectors.thresholds().stream().map(Threshold::name).toList();
        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(declared);
        assertThat(listed).allMatch(name -> name.matches("[a-z-]+\\.[a-z0-9-]+"));
    }

    @Test
    void theSpecificationHasTheSameTable() throws IOException {
        Path spec = Path.of("..", "..", "docs", "spec", "qsecbit.md");
        List<String> rows = Files.readAllLines(spec).stream()
                .filter(line -> line.matches("\\| `[a-z-]+\\.[a-z0-9-]+` \\|.*"))
                .toList();
        List<String> expected =
                Detectors.thresholds().stream().map(DetectorsTest::row).toList();
        assertThat(rows).containsExactlyElementsOf(expected);
    }

    @Test
    void everyDetectorReadsItsThresholds() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int port = 1; port <= 6; port++) {
            events.add(refused(port, ATTACKER, SERVER, 30_000 + port));
        }
        Thresholds strict = Thresholds.of(
                Detectors.thresholds(),
                Map.of("port-scan.ports-remote", 6.0, "port-scan.slow-failures", 100.0, "port-scan.knocks", 100.0));
        List<String> found = new ArrayList<>();
        for (Detector detector : Detectors.standard(LOCAL, strict)) {
            Events.run(detector, events).forEach(d -> found.add(d.detector()));
        }
        assertThat(found).containsExactly("port-scan");
    }

    @Test
    void eachTellsWhatItMakesOfAnEvent() {
        List<Detector> detectors = Detectors.standard(LOCAL);
        NetworkEvent event = login(0, ATTACKER, "root", false);
        detectors.forEach(detector -> detector.onEvent(event, d -> {}));
        Map<String, String> lines = Detectors.explain(detectors, event);
        assertThat(lines).containsOnlyKeys("password-spray", "auth-bypass", "brute-force");
        assertThat(lines.get("brute-force")).contains("1 attempts").contains("5");
    }

    @Test
    void stateStaysBoundedUnderAttack() throws IllegalAccessException {
        List<Detector> detectors = Detectors.standard(LOCAL);
        for (int i = 0; i < 50_000; i++) {
            for (NetworkEvent event : hostile(i)) {
                detectors.forEach(detector -> detector.onEvent(event, d -> {}));
            }
        }
        int maps = 0;
        for (Detector detector : detectors) {
            for (Field field : detector.getClass().getDeclaredFields()) {
                if (Map.class.isAssignableFrom(field.getType()) && !Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    Map<?, ?> map = (Map<?, ?>) field.get(detector);
                    assertThat(map).as(detector.name() + "." + field.getName()).isInstanceOf(LastUsedMap.class);
                    assertThat(map.size())
                            .as(detector.name() + "." + field.getName())
                            .isLessThanOrEqualTo(20_000);
                    maps++;
                }
            }
        }
        assertThat(maps).isGreaterThan(20);
    }

    /** Sensors write records of frames without addresses, and text logs tell no host. */
    @Test
    void eventsWithoutAddressesNeverFail() {
        List<Detector> detectors = Detectors.standard(LOCAL);
        for (int i = 0; i < 400; i++) {
            for (NetworkEvent event : hostile(i)) {
                for (NetworkEvent blank : withoutAddresses(event, i)) {
                    detectors.forEach(detector -> detector.onEvent(blank, d -> {}));
                    Detectors.explain(detectors, blank);
                }
            }
        }
    }

    /** The event with neither address, without its source, and without its destination. */
    private static List<NetworkEvent> withoutAddresses(NetworkEvent event, int i) {
        // One name in turn old and new, so that what was seen before counts.
        NetworkEvent.Tls tls = new NetworkEvent.Tls(
                "one.example", i % 50 < 40 ? "TLSv13" : "SSLv3", "CN=a", i % 50 < 30 ? "CN=b" : "CN=a", 0, 0, "", "");
        List<NetworkEvent> blanks = new ArrayList<>();
        for (int side = 0; side < 3; side++) {
            NetworkEventBuilder builder = NetworkEvent.builder()
                    .type(event.type())
                    .loggedMicros(event.timeMicros())
                    .transport(event.transport())
                    .appProto(event.appProto())
                    .flow(event.flow())
                    .alert(event.alert())
                    .http(event.http())
                    .dns(event.dns())
                    .tls(event.type() == EventType.TLS ? tls : event.tls())
                    .dhcp(event.dhcp())
                    .anomaly(event.anomaly())
                    .login(new NetworkEvent.Login(event.login().outcome(), "ssh", "root"));
            if (side == 1) {
                builder.to(event.dstIp(), event.dstPort());
            } else if (side == 2) {
                builder.from(event.srcIp(), event.srcPort());
            }
            blanks.add(builder.build());
        }
        return blanks;
    }

    /** Everything new each time: addresses, names, users. */
    private static List<NetworkEvent> hostile(int i) {
        IpAddress foreign = IpAddress.v4(0x0b000000 + i);
        IpAddress ours = IpAddress.v4(0x0a000000 + i);
        NetworkEvent.Tls tls =
                new NetworkEvent.Tls("h" + i + ".example", "TLSv12", "CN=s" + i, "CN=i" + i, 0, 0, "", "");
        return List.of(
                login(i, foreign, "user" + i, i % 2 == 0),
                Events.tls(i, ours, foreign, tls),
                Events.answer(i, ours, "qzxkvjwp" + i + ".info", "NXDOMAIN"),
                Events.dns(i, ours, "abcdefgh.d" + i + ".example", "TXT"),
                refused(i, foreign, ours, i % 65_536),
                Events.served(i, ours, foreign, 443),
                Events.anomaly(i, foreign, ours, "frag_overlap"),
                Events.http(i, ours, foreign, "POST", "/login?x=<br" + i, 403, "a"),
                Events.http(i, foreign, ours, "GET", "/x" + i, 401, "sqlmap"),
                dhcp(i, ours),
                Events.alert(i, "ET SCAN " + i, "Misc Attack", 2)
                        .from(foreign, 1)
                        .build());
    }

    private static NetworkEvent dhcp(int i, IpAddress address) {
        NetworkEventBuilder event = NetworkEvent.builder().type(EventType.DHCP).transport(Transport.UDP);
        MacAddress mac = MacAddress.parse(
                        String.format(Locale.ROOT, "02:00:00:%02x:%02x:%02x", i >> 16 & 0xff, i >> 8 & 0xff, i & 0xff))
                .orElseThrow();
        return event.loggedMicros(Events.micros(i))
                .dhcp(new NetworkEvent.Dhcp("request", mac, address, IpAddress.NONE, IpAddress.NONE, IpAddress.NONE))
                .build();
    }

    private static String row(Threshold t) {
        return "| `" + t.name() + "` | " + number(t.standard()) + " | " + number(t.min()) + " to " + number(t.max())
                + " | " + t.unit() + " | " + t.meaning() + " |";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static List<Class<?>> classes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path folder =
                Path.of(Detectors.class.getResource("Detectors.class").toURI()).getParent();
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString();
                classes.add(
                        Class.forName(Detectors.class.getPackageName() + "." + name.substring(0, name.length() - 6)));
            }
        }
        return classes;
    }
}
