package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    private static final Indicator WHO = at("203.0.113.7");

    private static Decision named(String reason, Duration ttl, double score, long created) {
        return Decision.named(WHO, Action.BLOCK, ttl, Origin.LOCAL, reason, score, created);
    }

    @Test
    void theSameDecisionHasTheSameNameAndAnyOtherPartAnother() {
        Decision base = named("a", Duration.ofHours(1), 0.5, NOW);
        assertThat(named("a", Duration.ofHours(1), 0.5, NOW).id()).isEqualTo(base.id());
        List<Decision> others = List.of(
                named("b", Duration.ofHours(1), 0.5, NOW),
                named("a", Duration.ofHours(2), 0.5, NOW),
                named("a", Duration.ofHours(1), 0.6, NOW),
                named("a", Duration.ofHours(1), 0.5, NOW + 1),
                Decision.named(WHO, Action.WATCH, Duration.ofHours(1), Origin.LOCAL, "a", 0.5, NOW),
                Decision.named(WHO, Action.BLOCK, Duration.ofHours(1), Origin.MESH, "a", 0.5, NOW),
                Decision.named(WHO, Action.BLOCK, Duration.ofHours(1), Origin.LOCAL, Scope.HOST, "a", 0.5, NOW),
                Decision.named(at("02:00:cb:00:71:07"), Action.BLOCK, Duration.ofHours(1), Origin.LOCAL, "a", 0.5, NOW),
                Decision.named(at("203.0.113.8"), Action.BLOCK, Duration.ofHours(1), Origin.LOCAL, "a", 0.5, NOW));
        Set<String> names = new HashSet<>();
        names.add(base.id());
        others.forEach(
                other -> assertThat(names.add(other.id())).as(other.toString()).isTrue());
    }

    @Test
    void aReasonIsOneLine() {
        String forged = "x\n2026 INFO all is well\u001b[2J\u202e\u2028\ud800" + "y".repeat(1000);
        Decision decision = named(forged, Duration.ofHours(1), 0.5, NOW);
        assertThat(decision.reason())
                .startsWith("x?2026 INFO all is well?[2J???y")
                .hasSize(256);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a/b", "ü", "a\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void refusesNamesThatAreNone(String id) {
        assertThatThrownBy(() -> new Decision(id, WHO, Action.BLOCK, Duration.ofHours(1), Origin.MESH, "r", 0.5, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> named("a", Duration.ofMillis(999), 0.5, NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> named("a", Duration.ofDays(366), 0.5, NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> named("a", Duration.ofHours(1), Double.NaN, NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> named("a", Duration.ofHours(1), 1.01, NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> named("a", Duration.ofHours(1), 0.5, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** RESPONSE 1.5. */
    @Test
    void nobodyDecidesForMoreThanHeMay() {
        for (Origin origin : Origin.values()) {
            for (Scope scope : Scope.values()) {
                boolean may = (origin == Origin.MESH) == (scope == Scope.GROUP || scope == Scope.MESH);
                ThrowingCallable deciding =
                        () -> Decision.named(WHO, Action.BLOCK, Duration.ofHours(1), origin, scope, "r", 0.5, NOW);
                if (may) {
                    assertThatCode(deciding).doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(deciding).isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void aPrefixIsNotQuarantined() {
        assertThatThrownBy(() -> Samples.decision("203.0.113.0/24", Action.QUARANTINE, 60, Origin.OPERATOR, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
