package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RESPONSE 2. */
class ResponsePolicyTest {
    private final ResponsePolicy policy = ResponsePolicy.standard();

    private Optional<Decision> decide(Severity severity, double confidence, boolean internal, Band band) {
        Threat threat = new Threat(
                "BRUTE_FORCE", ip("203.0.113.7"), MacAddress.NONE, severity, confidence, internal, "ssh brute force");
        return policy.decide(threat, band, 0.3, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "GREEN, INFO,     1.00, -,          0",
        "GREEN, LOW,      1.00, -,          0",
        "GREEN, MEDIUM,   1.00, WATCH,      1",
        "GREEN, HIGH,     0.79, WATCH,      1",
        "GREEN, HIGH,     0.80, BLOCK,      1",
        "GREEN, CRITICAL, 0.80, BLOCK,      2",
        "AMBER, INFO,     1.00, -,          0",
        "AMBER, LOW,      1.00, WATCH,      4",
        "AMBER, MEDIUM,   0.59, WATCH,      4",
        "AMBER, MEDIUM,   0.60, RATE_LIMIT, 4",
        "AMBER, HIGH,     0.60, BLOCK,      4",
        "AMBER, CRITICAL, 0.60, BLOCK,      8",
        "RED,   INFO,     1.00, -,          0",
        "RED,   LOW,      0.39, WATCH,      24",
        "RED,   LOW,      0.40, RATE_LIMIT, 24",
        "RED,   MEDIUM,   0.40, BLOCK,      24",
        "RED,   HIGH,     0.40, BLOCK,      24",
        "RED,   CRITICAL, 0.40, BLOCK,      48"
    })
    void answersRiseWithTheBand(Band band, Severity severity, double confidence, String action, long hours) {
        Optional<Decision> decision = decide(severity, confidence, false, band);
        if (action.equals("-")) {
            assertThat(decision).isEmpty();
            return;
        }
        assertThat(decision).isPresent();
        assertThat(decision.get().action()).isEqualTo(Action.valueOf(action));
        assertThat(decision.get().ttl()).isEqualTo(Duration.ofHours(hours));
        assertThat(decision.get().origin()).isEqualTo(Origin.LOCAL);
        assertThat(decision.get().createdMicros()).isEqualTo(NOW);
        assertThat(decision.get().score()).isEqualTo(0.3);
    }

    /** RESPONSE 2.3: whatever the band and the severity. */
    @Test
    void neverEnforcesAnythingAboutAnInternalSource() {
        for (Band band : Band.values()) {
            for (Severity severity : Severity.values()) {
                decide(severity, 1, true, band)
                        .ifPresent(decision -> assertThat(decision.action()).isEqualTo(Action.WATCH));
            }
        }
        assertThat(decide(Severity.CRITICAL, 1, true, Band.RED)).isPresent();
    }

    @Test
    void refusesRulesOutOfOrder() {
        Duration hour = Duration.ofHours(1);
        assertThatThrownBy(() -> new BandRule(0.5, Severity.INFO, Severity.LOW, Severity.HIGH, hour))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BandRule(0.5, Severity.LOW, Severity.HIGH, Severity.MEDIUM, hour))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BandRule(Double.NaN, Severity.LOW, Severity.HIGH, Severity.HIGH, hour))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BandRule(0.5, Severity.LOW, Severity.HIGH, Severity.HIGH, Duration.ofDays(200)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Threat("BRUTE_FORCE", ip("203.0.113.7"), MacAddress.NONE, Severity.LOW, 1.5, false, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
