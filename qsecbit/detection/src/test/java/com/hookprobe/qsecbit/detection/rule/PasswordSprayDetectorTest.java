package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.login;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordSprayDetectorTest {
    private final PasswordSprayDetector detector = new PasswordSprayDetector(LOCAL, Thresholds.standard());

    @Test
    void oneSourceThatTriesManyUserNamesSlowly() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            events.add(login(3000 * i, ATTACKER, "user" + i, false));
        }
        assertThat(run(detector, events)).hasSize(2).allSatisfy(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.BRUTE_FORCE);
            assertThat(d.source()).isEqualTo(ATTACKER);
            assertThat(d.internal()).isFalse();
        });
        assertThat(detector.explain(events.get(12)))
                .contains("13 user names refused")
                .contains("4 are too many");
    }

    @Test
    void manySourcesAtOneUserNameHaveNoSource() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(login(60 * i, ip("198.51.100." + i), "root", false));
        }
        assertThat(run(detector, events)).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.BRUTE_FORCE);
            assertThat(d.hasSource()).isFalse();
            assertThat(d.target()).isEqualTo(SERVER);
            assertThat(d.severity()).isEqualTo(Severity.MEDIUM);
        });
    }

    @Test
    void peopleBehindOneAddressMistypeAndGetIn() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(login(600 * i, ATTACKER, "user" + i, true));
            events.add(login(600 * i + 30, ATTACKER, "user" + i, false));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void oneUserNameAgainAndAgainIsNoSpray() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(login(i, ATTACKER, "backup", false));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void ourOwnHostsAreAllowedMore() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            events.add(login(i, CLIENT, "user" + i, false));
        }
        assertThat(run(detector, events)).isEmpty();
        events.add(login(12, CLIENT, "another", false));
        assertThat(run(detector, events))
                .singleElement()
                .satisfies(d -> assertThat(d.internal()).isTrue());
    }

    @Test
    void theThresholdCounts() {
        Thresholds high = Thresholds.of(PasswordSprayDetector.THRESHOLDS, Map.of("password-spray.users", 6.0));
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(login(i, ATTACKER, "user" + i, false));
        }
        assertThat(run(new PasswordSprayDetector(LOCAL, high), events)).isEmpty();
        assertThat(run(detector, events)).isNotEmpty();
    }

    @Test
    void whereTheLogDoesNotTellTheHostTheLastSourceIsNamedWeakly() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(NetworkEvent.builder()
                    .type(EventType.LOGIN)
                    .loggedMicros(Events.micros(60 * i))
                    .from(ip("198.51.100." + i), 40_000)
                    .login(new NetworkEvent.Login(NetworkEvent.Login.Outcome.REFUSED, "ssh", "root"))
                    .build());
        }
        assertThat(run(detector, events)).singleElement().satisfies(d -> {
            assertThat(d.source()).isEqualTo(ip("198.51.100.9"));
            assertThat(d.target().isUnspecified()).isTrue();
            assertThat(d.severity()).isEqualTo(Severity.LOW);
        });
    }
}
