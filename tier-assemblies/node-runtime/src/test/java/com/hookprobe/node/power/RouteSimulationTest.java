package com.hookprobe.node.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which way a site's reports take while the world around its nexus changes, in virtual time. */
class RouteSimulationTest {
    private final RouteChoice choice = new RouteChoice();

    private boolean direct(double relayLoss, double reserve, double trust, double directLoss) {
        RouteChoice.Way relay =
                new RouteChoice.Way(true, RouteCost.relays(reserve, trust), RouteCost.of(relayLoss, reserve, trust));
        return choice.direct(relay, new RouteChoice.Way(true, true, RouteCost.of(directLoss, 1, 1)));
    }

    @Test
    void reportsGoDirectlyWhileTheNexusRunsDryAndBackWhenItRecovers() {
        List<Double> changes = new ArrayList<>();
        boolean before = false;
        for (int percent = 100; percent >= 0; percent--) {
            boolean now = direct(0, percent / 100.0, 0.9, 0);
            if (now != before) {
                changes.add(percent / 100.0);
            }
            before = now;
        }
        assertThat(changes)
                .as("once, well before it is empty")
                .hasSize(1)
                .first()
                .satisfies(at -> assertThat(at).isBetween(0.45, 0.55));
        for (int percent = 0; percent <= 100; percent++) {
            boolean now = direct(0, percent / 100.0, 0.9, 0);
            if (now != before) {
                changes.add(percent / 100.0);
            }
            before = now;
        }
        assertThat(changes).as("and once back").hasSize(2);
        assertThat(changes.get(1)).as("later than it left").isGreaterThan(changes.get(0) + 0.05);
        assertThat(before).isFalse();
    }

    @Test
    void trustBelowHalfMakesTheNexusIneligibleAtOnce() {
        assertThat(direct(0, 1, 0.5, 0.3)).isFalse();
        assertThat(direct(0, 1, 0.499, 0.3)).as("however bad the direct way").isTrue();
        assertThat(direct(0, 1, 0.8, 0.3)).isFalse();
    }

    @Test
    void aLossyDirectWayIsWorseThanAHalfEmptyNexus() {
        assertThat(direct(0, 0.4, 0.9, 0)).isTrue();
        assertThat(direct(0, 0.4, 0.9, 0.4)).isFalse();
    }

    @Test
    void withOneWayOpenThatIsTheWay() {
        RouteChoice.Way open = new RouteChoice.Way(true, true, 300);
        RouteChoice.Way shut = new RouteChoice.Way(false, true, 1);
        assertThat(choice.direct(shut, open)).isTrue();
        assertThat(choice.direct(open, shut)).isFalse();
        assertThat(choice.direct(shut, shut)).isFalse();
    }

    /** A nexus whose battery wavers around any point: without the two bounds each step could change the way. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aWaveringChargeDoesNotMakeTheWayFlutter(long seed) {
        Random random = new Random(seed);
        double middle = 0.3 + 0.4 * random.nextDouble();
        int changes = 0;
        boolean before = direct(0, middle, 0.9, 0);
        for (int step = 0; step < 1_000; step++) {
            boolean now = direct(0, middle + 0.02 * (random.nextDouble() - 0.5), 0.9, 0);
            changes += now == before ? 0 : 1;
            before = now;
        }
        assertThat(changes).as("seed " + seed).isLessThanOrEqualTo(1);
    }
}
