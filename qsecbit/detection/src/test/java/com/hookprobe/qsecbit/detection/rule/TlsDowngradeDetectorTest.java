package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsDowngradeDetectorTest {
    private static final IpAddress WEB = ip("198.51.100.20");
    private static final IpAddress OTHER = ip("10.20.0.78");
    private final TlsDowngradeDetector detector = new TlsDowngradeDetector(LOCAL, Thresholds.standard());

    @ParameterizedTest
    @CsvSource({
        "SSLv2, 2",
        "SSLv3, 3",
        "TLSv1, 10",
        "TLS 1.0, 10",
        "TLSv10, 10",
        "TLS 1.1, 11",
        "TLSv12, 12",
        "TLS 1.3, 13",
        "TLSv99, 0",
        "UNDETERMINED, 0",
        "'', 0",
        "TLS, 0",
        "DTLSv12, 0"
    })
    void wordsOfTheSensors(String word, int version) {
        assertThat(TlsVersion.of(word)).isEqualTo(version);
    }

    @Test
    void theSameTwoWithAnOlderVersion() {
        assertThat(run(detector, List.of(tls(0, CLIENT, "TLS 1.3"), tls(1, CLIENT, "TLSv12"), tls(2, CLIENT, "TLSv1"))))
                .singleElement()
                .satisfies(d -> {
                    assertThat(d.kind()).isEqualTo(AttackKind.TLS_DOWNGRADE);
                    assertThat(d.hasSource()).isFalse();
                    assertThat(d.target()).isEqualTo(CLIENT);
                    assertThat(d.severity()).isEqualTo(Severity.HIGH);
                });
        assertThat(detector.explain(tls(3, CLIENT, "TLSv1"))).contains("together 2");
    }

    @Test
    void bothCouldDoBetterWithOthers() {
        List<NetworkEvent> events = List.of(
                tls(0, OTHER, "TLS 1.2"),
                tls(1, OTHER, "TLS 1.2"),
                tls(2, CLIENT, ip("198.51.100.30"), "a.example", "TLS 1.2"),
                tls(3, CLIENT, ip("198.51.100.30"), "a.example", "TLS 1.2"),
                tls(4, CLIENT, "TLS 1.1"));
        assertThat(run(detector, events))
                .singleElement()
                .satisfies(d -> assertThat(d.severity()).isEqualTo(Severity.MEDIUM));
    }

    @Test
    void anApplianceThatCannotDoBetterIsNot() {
        List<NetworkEvent> events = List.of(
                tls(0, CLIENT, "TLS 1.3"),
                tls(1, CLIENT, "TLS 1.3"),
                tls(2, CLIENT, ip("10.20.0.90"), "printer", "TLSv1"),
                tls(3, CLIENT, ip("10.20.0.90"), "printer", "SSLv3"));
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void anOldClientIsNot() {
        assertThat(run(detector, List.of(tls(0, OTHER, "TLS 1.2"), tls(1, OTHER, "TLS 1.2"), tls(2, CLIENT, "TLSv1"))))
                .isEmpty();
    }

    @Test
    void whoeverTestsOurServerIsOnlyARemark() {
        List<NetworkEvent> events = List.of(
                tls(0, ATTACKER, SERVER, "www", "TLS 1.3"),
                tls(1, ATTACKER, SERVER, "www", "TLS 1.2"),
                tls(2, ATTACKER, SERVER, "www", "TLS 1.0"));
        assertThat(run(detector, events)).singleElement().satisfies(d -> {
            assertThat(d.severity()).isEqualTo(Severity.LOW);
            assertThat(d.source()).isEqualTo(ATTACKER);
        });
    }

    private static NetworkEvent tls(double second, IpAddress client, String version) {
        return tls(second, client, WEB, "www.example.org", version);
    }

    private static NetworkEvent tls(double second, IpAddress client, IpAddress server, String name, String version) {
        return Events.tls(second, client, server, new NetworkEvent.Tls(name, version, "", "", 0, 0, "", ""));
    }
}
