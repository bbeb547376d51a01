package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.micros;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateDetectorTest {
    private static final String BANK = "www.bank.example";
    private static final String CA = "CN=Good CA";
    private final CertificateDetector detector = new CertificateDetector(LOCAL, Thresholds.standard());

    @Test
    void selfSignedWhereOneHeldBefore() {
        List<NetworkEvent> events =
                List.of(good(0, BANK, CA), good(1, BANK, CA), tls(2, BANK, "CN=x", "CN=x", 100, ""), good(3, BANK, CA));
        assertThat(run(detector, events)).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.CERTIFICATE_FORGED);
            assertThat(d.severity()).isEqualTo(Severity.HIGH);
            assertThat(d.target()).isEqualTo(CLIENT);
            assertThat(d.hasSource()).isFalse();
            assertThat(d.evidence()).contains("self-signed");
        });
        assertThat(detector.explain(events.get(0))).contains("holds").contains("3 times");
    }

    @Test
    void refusedByTheSensorFromAnotherIssuer() {
        List<NetworkEvent> events = List.of(
                good(0, BANK, CA),
                good(1, BANK, CA),
                tls(2, BANK, "CN=" + BANK, "CN=Evil", 100, "unable to get local issuer certificate"));
        assertThat(run(detector, events)).hasSize(1);
    }

    @Test
    void anApplianceThatWasAlwaysSelfSignedIsNot() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(tls(i, "router.lan", "CN=router", "CN=router", 100, "self signed certificate"));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aForgottenRenewalIsOnlyARemarkAndAMissingChainNothing() {
        List<NetworkEvent> expired =
                List.of(good(0, BANK, CA), good(1, BANK, CA), tls(1000, BANK, "CN=" + BANK, CA, 100, ""));
        assertThat(run(detector, expired))
                .singleElement()
                .satisfies(d -> assertThat(d.severity()).isEqualTo(Severity.LOW));
        List<NetworkEvent> chain = List.of(
                good(0, "a.example", CA),
                good(1, "a.example", CA),
                tls(2, "a.example", "CN=a.example", CA, 100, "unable to get local issuer certificate"));
        assertThat(run(detector, chain)).isEmpty();
    }

    @Test
    void anotherIssuerAtOneNameIsAChangeOfContract() {
        List<NetworkEvent> events = List.of(good(0, BANK, CA), good(1, BANK, CA), good(2, BANK, "CN=Other CA"));
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void oneNewIssuerThatSignsThemAll() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(good(2 * i, "www.site" + i + ".example", "CN=CA " + i % 3));
            events.add(good(2 * i + 1, "www.site" + i + ".example", "CN=CA " + i % 3));
        }
        assertThat(run(detector, events)).isEmpty();
        List<NetworkEvent> taken = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            taken.add(good(60 + i, "www.site" + i + ".example", "CN=Proxy"));
        }
        assertThat(run(detector, taken))
                .singleElement()
                .satisfies(d -> assertThat(d.evidence()).contains("took over 5 domains"));
    }

    private static NetworkEvent good(double second, String name, String issuer) {
        return tls(second, name, "CN=" + name, issuer, 100_000, "");
    }

    private static NetworkEvent tls(
            double second, String name, String subject, String issuer, double until, String verdict) {
        return Events.tls(
                second,
                CLIENT,
                ip("198.51.100.20"),
                new NetworkEvent.Tls(name, "TLS 1.2", subject, issuer, micros(-1000), micros(until), verdict, ""));
    }
}
