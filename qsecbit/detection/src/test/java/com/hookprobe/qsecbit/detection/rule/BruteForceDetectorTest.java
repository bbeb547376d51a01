package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.flow;
import static com.hookprobe.qsecbit.detection.Events.http;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BruteForceDetectorTest {
    private final BruteForceDetector detector = new BruteForceDetector(LOCAL, Thresholds.standard());

    @ParameterizedTest
    @CsvSource({"22, ''", "902, ssh", "21, ftp", "23, ''", "3389, rdp", "5900, rfb", "3306, mysql"})
    void manyShortSessions(int port, String app) {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(session(i * 3, ATTACKER, port, app));
        }
        List<Detection> found = run(detector, events);
        assertThat(found).isNotEmpty().allSatisfy(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.BRUTE_FORCE);
            assertThat(d.source()).isEqualTo(ATTACKER);
            assertThat(d.target()).isEqualTo(SERVER);
            assertThat(d.severity()).isEqualTo(Severity.HIGH);
        });
        assertThat(found).hasSizeLessThan(6);
    }

    @Test
    void slowGuessingOverAnHour() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(session(i * 100, ATTACKER, 22, "ssh"));
        }
        assertThat(run(detector, events)).isNotEmpty();
    }

    @Test
    void aFewRefusalsAreEnough() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < BruteForceDetector.REFUSED.standard(); i++) {
            events.add(NetworkEvent.builder()
                    .loggedMicros(Events.micros(i))
                    .from(ATTACKER, 40_000)
                    .to(SERVER, 21)
                    .transport(Transport.TCP)
                    .flowId(77)
                    .login(NetworkEvent.Login.REFUSED)
                    .build());
        }
        assertThat(run(detector, events.subList(0, (int) BruteForceDetector.REFUSED.standard() - 1)))
                .isEmpty();
        assertThat(run(new BruteForceDetector(LOCAL, Thresholds.standard()), events))
                .singleElement()
                .satisfies(d -> assertThat(d.evidence()).contains("refused log-ins at FTP"));
    }

    @Test
    void aFlowThatMakesTwoEventsCountsOnce() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            NetworkEvent once = session(i, ATTACKER, 22, "ssh");
            events.add(once);
            events.add(once);
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void refusedPagesAndLoginForms() {
        List<NetworkEvent> pages = new ArrayList<>();
        List<NetworkEvent> forms = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pages.add(http(i, ATTACKER, SERVER, "GET", "/admin", 401, "x"));
            forms.add(http(i, ATTACKER, SERVER, "POST", "/wp-login.php", 200, "x"));
        }
        assertThat(run(detector, pages)).hasSize(1);
        assertThat(run(new BruteForceDetector(LOCAL, Thresholds.standard()), forms))
                .hasSizeBetween(1, 2);
        List<NetworkEvent> refusedForms = new ArrayList<>();
        for (int i = 0; i < BruteForceDetector.REFUSED.standard(); i++) {
            refusedForms.add(http(i * 50, ATTACKER, SERVER, "POST", "/users/sign_in", 401, "x"));
        }
        assertThat(run(new BruteForceDetector(LOCAL, Thresholds.standard()), refusedForms))
                .hasSize(1);
    }

    @Test
    void honestUseIsNone() {
        List<NetworkEvent> events = new ArrayList<>();
        IpAddress admin = ip("198.51.100.9");
        for (int i = 0; i < 100; i++) {
            // An administrator comes every few minutes, stays long or moves much.
            events.add(flow(i * 400, admin, 40_000, SERVER, 22, "ssh", 400, 500, 300_000, 0x1b, 0x1b, 300));
            events.add(flow(i * 2, admin, 40_000, SERVER, 22, "ssh", 900, 900, 900_000, 0x1b, 0x1b, 3));
            // Knocks without an answer are a scan's, not a guess.
            events.add(Events.refused(i, ATTACKER, SERVER, 22));
            // A mail server delivers; a browser meets one 401 and then is let in; a form is sent twice.
            events.add(flow(i, ip("198.51.100.25"), 40_000, SERVER, 25, "smtp", 20, 20, 4000, 0x1b, 0x1b, 2));
            events.add(http(i * 60, admin, SERVER, "GET", "/private", i % 2 == 0 ? 401 : 200, "x"));
            events.add(http(i * 200, admin, SERVER, "POST", "/login", 302, "x"));
            events.add(http(i, admin, SERVER, "POST", "/api/items", 200, "x"));
            // A mail program posts without its password first.
            events.add(http(i * 10, ip("198.51.100.77"), SERVER, "POST", "/mapi/x", i % 2 == 0 ? 401 : 200, "x"));
        }
        // A build machine of ours fetches often.
        for (int i = 0; i < 20; i++) {
            events.add(flow(i * 15, CLIENT, 40_000, ip("198.51.100.22"), 22, "ssh", 20, 20, 5000, 0x1b, 0x1b, 2));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aRefusedPostAtOnePageIsNotForgivenByAnother() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(http(i * 4, ATTACKER, SERVER, "POST", "/ews/x", 401, "x"));
            events.add(http(i * 4 + 1, ATTACKER, SERVER, "POST", "/open", 200, "x"));
        }
        assertThat(run(detector, events)).isNotEmpty();
    }

    private static NetworkEvent session(double second, IpAddress from, int port, String app) {
        return flow(second, from, 40_000, SERVER, port, app, 17, 16, 2400, 0x1b, 0x1b, 2.5);
    }

    @Test
    void programsOfOursAndMonitorsThatReadABanner() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            events.add(session(i, CLIENT, 5432, ""));
            events.add(session(i, CLIENT, 143, "imap"));
            events.add(flow(i * 10, CLIENT, 40_000 + i, SERVER, 22, "ssh", 5, 5, 260, 0x1b, 0x1b, 0.1));
        }
        assertThat(run(detector, events)).isEmpty();
        for (int i = 0; i < 40; i++) {
            events.add(session(i, ATTACKER, 5432, ""));
        }
        assertThat(run(detector, events)).isNotEmpty().allMatch(d -> d.source().equals(ATTACKER));
    }
}
