package com.hookprobe.htp.core.meet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.IntroductionLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** HTP 3.7.8: who may have how many circuits. */
class CircuitsTest {
    private static final int PER_SESSION = 16;
    private static final long CALLED = 1;

    private final Circuits circuits =
            new Circuits(new IntroductionLimits(12, PER_SESSION, 1024, Duration.ofSeconds(60), 1 << 20, 1 << 20), 0);

    @Test
    void oneCallerCannotTakeAllCircuitsOfItsTarget() {
        for (int i = 0; i < 100; i++) {
            assertThat(circuits.room(100, CALLED)).isTrue();
            circuits.open(100, CALLED, i);
        }
        assertThat(circuits.size()).isEqualTo(Circuits.SAME_TWO_MAX);
        assertThat(circuits.room(101, CALLED)).isTrue();
    }

    @Test
    void oneMoreOfTheSameTwoReplacesTheOneThatWasUsedLeastRecently() {
        Circuits.End used = circuits.open(100, CALLED, 0);
        Circuits.End unused = circuits.open(100, CALLED, 1);
        assertThat(circuits.forward(100, used.number, 10, 2)).isSameAs(used.other());
        Circuits.End third = circuits.open(100, CALLED, 3);
        assertThat(circuits.forward(100, used.number, 10, 4)).isNotNull();
        assertThat(circuits.forward(CALLED, unused.other().number, 10, 4)).isNull();
        assertThat(circuits.forward(100, unused.number, 10, 4)).isNull();
        assertThat(circuits.forward(100, third.number, 10, 4)).isNotNull();
    }

    @Test
    void aFullTargetTakesNoOtherCallerButItsOwnMayRenewTheirs() {
        for (int caller = 100; caller < 100 + PER_SESSION / Circuits.SAME_TWO_MAX; caller++) {
            circuits.open(caller, CALLED, 0);
            circuits.open(caller, CALLED, 0);
        }
        assertThat(circuits.room(200, CALLED)).isFalse();
        assertThat(circuits.room(100, CALLED)).isTrue();
        circuits.open(100, CALLED, 1);
        assertThat(circuits.size()).isEqualTo(PER_SESSION);
        circuits.sessionGone(CALLED);
        assertThat(circuits.size()).isZero();
        assertThat(circuits.room(200, CALLED)).isTrue();
    }

    @Test
    void whetherTheTwoMayHaveItIsAskedOnceASecondAndNoEndsIt() {
        int[] asked = {0};
        boolean[] may = {true};
        Circuits.Permission permission = (caller, called) -> {
            asked[0]++;
            assertThat(caller).isEqualTo(100);
            assertThat(called).isEqualTo(CALLED);
            return may[0];
        };
        Circuits.End end = circuits.open(100, CALLED, 0);
        assertThat(circuits.forward(100, end.number, 10, Circuits.ALLOWED_NS - 1, permission))
                .isNotNull();
        assertThat(asked[0]).isZero();
        assertThat(circuits.forward(CALLED, end.other().number, 10, Circuits.ALLOWED_NS, permission))
                .isNotNull();
        assertThat(circuits.forward(100, end.number, 10, 2 * Circuits.ALLOWED_NS - 1, permission))
                .isNotNull();
        assertThat(asked[0]).isEqualTo(1);
        may[0] = false;
        assertThat(circuits.forward(100, end.number, 10, 2 * Circuits.ALLOWED_NS, permission))
                .isNull();
        assertThat(circuits.size()).isZero();
        assertThat(circuits.forward(CALLED, end.other().number, 10, 2 * Circuits.ALLOWED_NS, permission))
                .isNull();
        assertThat(asked[0]).isEqualTo(2);
    }
}
