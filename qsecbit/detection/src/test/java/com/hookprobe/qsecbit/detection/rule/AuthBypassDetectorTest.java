package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.http;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.login;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthBypassDetectorTest {
    private final AuthBypassDetector detector = new AuthBypassDetector(LOCAL, Thresholds.standard());

    @Test
    void aSuccessAfterGuessing() {
        assertThat(run(detector, guessing(ATTACKER, 20, true))).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.AUTH_BYPASS);
            assertThat(d.source()).isEqualTo(ATTACKER);
            assertThat(d.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(d.evidenceNumber()).isEqualTo(20);
        });
    }

    @Test
    void guessingWithoutSuccessIsNot() {
        List<NetworkEvent> events = guessing(ATTACKER, 40, false);
        assertThat(run(detector, events)).isEmpty();
        assertThat(detector.explain(events.get(0))).contains("40 refused").contains("after 8");
    }

    @Test
    void aFewTypingErrorsAndFailuresOfYesterdayAreNot() {
        assertThat(run(detector, guessing(ATTACKER, 4, true))).isEmpty();
        List<NetworkEvent> events = guessing(ATTACKER, 20, false);
        events.add(login(90_000, ATTACKER, "alice", true));
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void anotherSourceWithTheRightPasswordIsTheOwner() {
        List<NetworkEvent> events = guessing(ATTACKER, 20, false);
        events.add(login(30, ip("198.51.100.9"), "alice", true));
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aProgramOfOursWithAnOldPasswordIsAllowedMore() {
        assertThat(run(detector, guessing(CLIENT, 20, true))).isEmpty();
        assertThat(run(detector, guessing(CLIENT, 30, true))).isNotEmpty();
    }

    @Test
    void manySourcesGuessAndOneOfThemGetsIn() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            events.add(login(i, ip("198.51.100." + i), "admin", false));
        }
        events.add(login(10, ip("198.51.100.3"), "admin", true));
        assertThat(run(detector, events))
                .singleElement()
                .satisfies(d -> assertThat(d.source()).isEqualTo(ip("198.51.100.3")));
    }

    @Test
    void aPageBehindHttpAuthentication() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(http(i, ATTACKER, SERVER, "GET", "/private", 401, "x"));
        }
        events.add(http(31, ATTACKER, SERVER, "GET", "/open", 200, "x"));
        assertThat(run(detector, events)).isEmpty();
        assertThat(run(detector, List.of(http(32, ATTACKER, SERVER, "GET", "/private", 200, "x"))))
                .singleElement()
                .satisfies(d -> assertThat(d.kind()).isEqualTo(AttackKind.AUTH_BYPASS));
    }

    private static List<NetworkEvent> guessing(IpAddress source, int refused, boolean success) {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < refused; i++) {
            events.add(login(i, source, "alice", false));
        }
        if (success) {
            events.add(login(refused, source, "alice", true));
        }
        return events;
    }
}
