package com.hookprobe.qsecbit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelDetectorTest {
    private static final IpAddress ATTACKER = FlowFeaturesTest.ip("203.0.113.7");
    private static final IpAddress SERVER = FlowFeaturesTest.ip("10.20.0.5");
    private final List<Detection> found = new ArrayList<>();
    // The model made by hand has two trees, of which one sees refused flows.
    private final ModelDetector detector = detector(Map.of("model.share", 0.4));

    private static ModelDetector detector(Map<String, Double> set) {
        return new ModelDetector(
                Models.flow(), LocalNetworks.privateRanges(), Thresholds.of(ModelDetector.thresholds(), set));
    }

    private static NetworkEvent flow(double second, IpAddress from, IpAddress to, int port, boolean refused) {
        long micros = 1_700_000_000_000_000L + (long) (second * 1e6);
        return NetworkEvent.builder()
                .type(EventType.FLOW)
                .from(from, 40_000)
                .to(to, port)
                .transport(Transport.TCP)
                .flow(new NetworkEvent.Flow(
                        2,
                        2,
                        120,
                        100,
                        micros,
                        micros,
                        "closed",
                        refused ? 0x02 : 0x1b,
                        refused ? 0x14 : 0x1b,
                        IpAddress.NONE))
                .build();
    }

    private void feed(ModelDetector to, NetworkEvent event) {
        to.onEvent(event, found::add);
    }

    @Test
    void aScanIsToldOnceInTenMinutes() {
        for (int i = 0; i < 40; i++) {
            feed(detector, flow(i, ATTACKER, SERVER, 1_000 + i, true));
        }
        assertThat(found).hasSize(1);
        Detection told = found.get(0);
        assertThat(told.kind()).isEqualTo(AttackKind.PORT_SCAN);
        assertThat(told.source()).isEqualTo(ATTACKER);
        assertThat(told.target()).isEqualTo(SERVER);
        assertThat(told.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(told.evidenceNumber()).isEqualTo(10);
        assertThat(told.confidence()).isBetween(0.3, 0.9);
        assertThat(told.internal()).isFalse();
        for (int i = 0; i < 40; i++) {
            feed(detector, flow(700 + i, ATTACKER, SERVER, 1_000 + i, true));
        }
        assertThat(found).hasSize(2);
    }

    @Test
    void nineAreNotTen() {
        for (int i = 0; i < 9; i++) {
            feed(detector, flow(i, ATTACKER, SERVER, 1_000 + i, true));
        }
        assertThat(found).isEmpty();
        feed(detector, flow(9, ATTACKER, SERVER, 1_009, true));
        assertThat(found).hasSize(1);
    }

    @Test
    void aSourceThatIsMostlyServedIsNotTold() {
        for (int i = 0; i < 200; i++) {
            feed(detector, flow(i, ATTACKER, SERVER, 443, false));
            feed(detector, flow(i, ATTACKER, FlowFeaturesTest.ip("10.20.9." + i), 1_000 + i, true));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void ordinaryFlowsAreNothing() {
        for (int i = 0; i < 500; i++) {
            feed(detector, flow(i * 0.1, ATTACKER, SERVER, 443, false));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void manySourcesTogetherAreBoundedAMinute() {
        ModelDetector few = detector(Map.of("model.share", 0.4, "model.per-minute", 3.0));
        for (int source = 0; source < 50; source++) {
            for (int i = 0; i < 12; i++) {
                feed(few, flow(i * 0.1, IpAddress.v4(0xcb007100 + source), SERVER, 1_000 + i, true));
            }
        }
        assertThat(found).hasSize(3);
    }

    @Test
    void stateIsBounded() {
        for (int source = 0; source < ModelDetector.SOURCES_MAX + 500; source++) {
            feed(detector, flow(0, IpAddress.v4(0x01000000 + source), SERVER, 443, false));
        }
        assertThat(detector.sources()).isEqualTo(ModelDetector.SOURCES_MAX);
    }

    @Test
    void aModelOfOtherFeaturesIsRefused() {
        assertThatThrownBy(() -> new ModelDetector(
                        Models.kdd(), LocalNetworks.privateRanges(), Thresholds.of(List.of(), Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--flow");
    }
}
