package com.hookprobe.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.ForeignAlert;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exchange 8.4. */
class ForeignAlertsTest {
    private static final long NOW = 1_000_000_000L;

    private final ForeignAlerts alerts = new ForeignAlerts(LocalNetworks.privateRanges());

    private static ForeignAlert alert(Subject subject, String scenario, boolean simulated, long stop) {
        ForeignAlert.Wish wish = new ForeignAlert.Wish(
                Subject.ofAddress("198.51.100.1").orElseThrow(), Remedy.BAN, 1_000_000, "cscli", "manual");
        return new ForeignAlert(
                "engine-1", 0.4, subject, scenario, "a line", 6, NOW - 10, stop, simulated, List.of(wish));
    }

    private static Subject ip(String text) {
        return Subject.ofAddress(text).orElseThrow();
    }

    @Test
    void anAlertWeighsWhatItsAccountDoesAndItsWishesNothing() {
        Detection found = alerts.detection(alert(ip("203.0.113.7"), "crowdsecurity/ssh-bf", false, NOW + 5), NOW)
                .orElseThrow();
        assertThat(found.confidence()).isEqualTo(0.4);
        assertThat(found.kind()).isEqualTo(AttackKind.BRUTE_FORCE);
        assertThat(found.severity()).isEqualTo(Severity.HIGH);
        assertThat(found.source().toString()).isEqualTo("203.0.113.7");
        assertThat(found.lastMicros()).isEqualTo(NOW);
        assertThat(found.internal()).isFalse();
        assertThat(found.toString()).doesNotContain("198.51.100.1");
        assertThat(alerts.detection(alert(ip("10.0.0.9"), "x", false, NOW), NOW)
                        .orElseThrow()
                        .internal())
                .isTrue();
    }

    @Test
    void nothingFollowsFromTheRest() {
        assertThat(alerts.detection(alert(ip("203.0.113.7"), "x", true, NOW), NOW))
                .isEmpty();
        assertThat(alerts.detection(alert(ip("203.0.113.0/24"), "x", false, NOW), NOW))
                .isEmpty();
        assertThat(alerts.detection(alert(ip("224.0.0.1"), "x", false, NOW), NOW))
                .isEmpty();
        Subject name = Subject.of(Subject.Kind.DOMAIN, "example.org").orElseThrow();
        assertThat(alerts.detection(alert(name, "x", false, NOW), NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "crowdsecurity/ssh-slow-bf, BRUTE_FORCE",
        "crowdsecurity/http-probing, WEB_SCAN",
        "crowdsecurity/http-cve-2021-41773, WEB_EXPLOIT",
        "crowdsecurity/iptables-scan-multi_ports, PORT_SCAN",
        "crowdsecurity/http-sqli-probing, SQL_INJECTION",
        "crowdsecurity/http-path-traversal-probing, PATH_TRAVERSAL",
        "somebody/abfg, IDS_ALERT",
        "manual--ban, IDS_ALERT"
    })
    void scenariosAreKinds(String scenario, AttackKind kind) {
        assertThat(ForeignAlerts.kind(scenario)).isEqualTo(kind);
    }
}
