package com.hookprobe.qsecbit.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.detection.rule.Detectors;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionEngineTest {
    private final List<Detection> found = new ArrayList<>();

    @Test
    void oneKindOfOneSourceIsPassedOnOncePerMinuteUnlessItGetsWorse() {
        Detector each = new Detector() {
            @Override
            public String name() {
                return "each";
            }

            @Override
            public void onEvent(NetworkEvent event, DetectionSink out) {
                Severity severity = event.srcPort() == 2 ? Severity.HIGH : Severity.LOW;
                out.accept(detection(event.srcIp(), severity, event.timeMicros()));
            }
        };
        DetectionEngine engine = DetectionEngine.with(List.of(each), found::add);
        engine.onEvent(event(0, Events.ATTACKER, 1));
        engine.onEvent(event(59, Events.ATTACKER, 1));
        engine.onEvent(event(1, Events.CLIENT, 1));
        engine.onEvent(event(2, Events.ATTACKER, 2));
        engine.onEvent(event(61, Events.ATTACKER, 1));
        engine.onEvent(event(63, Events.ATTACKER, 1));
        assertThat(found)
                .extracting(Detection::severity)
                .containsExactly(Severity.LOW, Severity.LOW, Severity.HIGH, Severity.LOW);
        assertThat(engine.counters().folded()).isEqualTo(2);
        assertThat(engine.counters().events()).isEqualTo(6);
        assertThat(engine.counters().byKind()).containsEntry(AttackKind.PROBE, 4L);
    }

    @Test
    void aDetectionIsTheSameInEachRun() {
        NetworkEvent attack = Events.get(0, "/?id=1%20union%20select%201,2");
        DetectionEngine.learning(Events.LOCAL, Detectors::standard, found::add).onEvent(attack);
        DetectionEngine.learning(Events.LOCAL, Detectors::standard, found::add).onEvent(attack);
        assertThat(found).hasSize(2);
        assertThat(found.get(0)).isEqualTo(found.get(1));
        assertThat(found.get(0).id()).hasSize(32);
        assertThat(found.get(0).toEvidence().attackClass()).isEqualTo("SQL_INJECTION");
    }

    // A server with a public address that nobody has configured: its own failing connections are no attack from
    // outside.
    @Test
    void ownPublicAddressesAreLearnt() {
        IpAddress home = Events.ip("198.51.100.200");
        DetectionEngine engine = DetectionEngine.learning(Events.LOCAL, Detectors::standard, found::add);
        for (int i = 0; i < 60; i++) {
            engine.onEvent(Events.served(i, Events.ip("203.0.113." + i), home, 443));
        }
        for (int i = 0; i < 60; i++) {
            engine.onEvent(Events.refused(100 + i, home, Events.ip("192.0.2." + i), 25));
        }
        assertThat(found).isNotEmpty().allMatch(Detection::internal);
        found.clear();
        for (int i = 0; i < 60; i++) {
            engine.onEvent(Events.refused(200 + i, Events.ATTACKER, home, 1000 + i));
        }
        assertThat(found).isNotEmpty().allMatch(d -> d.source().equals(Events.ATTACKER) && !d.internal());
    }

    @Test
    void aScannerIsNeverTakenForOurs() {
        DetectionEngine engine = DetectionEngine.learning(Events.LOCAL, Detectors::standard, found::add);
        for (int i = 0; i < 500; i++) {
            engine.onEvent(Events.refused(i, Events.ATTACKER, Events.ip("198.51.100." + i % 250), 25));
        }
        assertThat(found).isNotEmpty().noneMatch(Detection::internal);
    }

    @Test
    void detectionsAreChecked() {
        assertThatThrownBy(() -> detection(IpAddress.NONE, Severity.LOW, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(AttackKind.BRUTE_FORCE.mitreNumber()).isEqualTo(1110);
        assertThat(AttackKind.HOST_SWEEP.mitreNumber()).isEqualTo(1595);
        assertThat(AttackKind.POLICY.mitreNumber()).isZero();
    }

    private static Detection detection(IpAddress source, Severity severity, long micros) {
        return new Detection(
                "0",
                AttackKind.PROBE,
                source,
                MacAddress.NONE,
                IpAddress.NONE,
                severity,
                0.5,
                micros,
                micros,
                "",
                1,
                "each",
                "",
                false);
    }

    private static NetworkEvent event(double second, IpAddress from, int port) {
        return NetworkEvent.builder()
                .loggedMicros(Events.micros(second))
                .from(from, port)
                .build();
    }
}
