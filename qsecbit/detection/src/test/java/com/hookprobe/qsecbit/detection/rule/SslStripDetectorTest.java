package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SslStripDetectorTest {
    private static final IpAddress WEB = ip("198.51.100.20");
    private final SslStripDetector detector = new SslStripDetector(LOCAL, Thresholds.standard());

    @Test
    void aLoginInTheClearAtASiteThatWasReachedByTls() {
        List<NetworkEvent> events = List.of(tls(0), tls(60), http(120, "POST", "/account/login", 302));
        assertThat(run(detector, events.subList(0, 2))).isEmpty();
        assertThat(run(detector, events.subList(2, 3))).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.SSL_STRIP);
            assertThat(d.target()).isEqualTo(CLIENT);
            assertThat(d.hasSource()).isFalse();
            assertThat(d.severity()).isEqualTo(Severity.HIGH);
        });
    }

    @Test
    void contentWhereThereWasARedirect() {
        List<NetworkEvent> events = List.of(
                http(0, "GET", "/", 301), tls(1), http(60, "GET", "/", 301), tls(61), http(120, "GET", "/", 200));
        assertThat(run(detector, events))
                .singleElement()
                .satisfies(d -> assertThat(d.severity()).isEqualTo(Severity.MEDIUM));
    }

    @Test
    void redirectsToTlsAreWhatHonestSitesDo() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(http(10 * i, "GET", "/login", 301));
            events.add(tls(10 * i + 1));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aSiteThatServesBothIsNot() {
        List<NetworkEvent> events = new ArrayList<>();
        events.add(http(0, "POST", "/login", 200));
        for (int i = 0; i < 10; i++) {
            events.add(tls(10 * i + 1));
            events.add(http(10 * i + 2, "GET", "/news/" + i, 200));
            events.add(http(10 * i + 3, "POST", "/login", 200));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void ourOwnServersAndOtherClientsAreNot() {
        NetworkEvent inside = Events.http(5, CLIENT, Events.SERVER, "POST", "/login", 200, "x");
        assertThat(run(detector, List.of(tls(0), tls(1), inside))).isEmpty();
        NetworkEvent other = Events.http(6, ip("10.20.0.99"), WEB, "POST", "/login", 200, "x");
        assertThat(run(detector, List.of(other))).isEmpty();
    }

    private static NetworkEvent tls(double second) {
        return Events.tls(
                second, CLIENT, WEB, new NetworkEvent.Tls("www.example.net", "TLS 1.3", "", "", 0, 0, "", ""));
    }

    private static NetworkEvent http(double second, String method, String url, int status) {
        return Events.http(second, CLIENT, WEB, method, url, status, "Mozilla/5.0");
    }
}
