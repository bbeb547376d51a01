package com.hookprobe.node.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.hookprobe.identity.NodeId;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class RouteCostTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theFormula() {
        assertThat(RouteCost.of(0, 1, 1)).isEqualTo(1);
        assertThat(RouteCost.of(0.5, 1, 1)).isEqualTo(4);
        assertThat(RouteCost.of(0, 0, 1)).isEqualTo(3);
        assertThat(RouteCost.of(0, 0.5, 0.5)).isEqualTo(1.75);
        assertThat(RouteCost.of(LossWindow.LOSS_MAX, 0, 0)).isCloseTo(300.5, within(1e-9));
    }

    @Property
    void itIsFiniteAndGrowsWithLossAndFallsWithReserveAndTrust(
            @ForAll @DoubleRange(max = 0.89) double loss,
            @ForAll @DoubleRange(max = 0.99) double reserve,
            @ForAll @DoubleRange(max = 0.99) double trust) {
        double cost = RouteCost.of(loss, reserve, trust);
        assertThat(cost).isBetween(1.0, 301.0);
        assertThat(RouteCost.of(loss + 0.01, reserve, trust)).isGreaterThan(cost);
        assertThat(RouteCost.of(loss, reserve + 0.01, trust)).isLessThanOrEqualTo(cost);
        assertThat(RouteCost.of(loss, reserve, trust + 0.01)).isLessThan(cost);
    }

    @Test
    void whoHasTooLittleChargeOrTrustDoesNotRelay() {
        assertThat(RouteCost.relays(0.2, 0.5)).isTrue();
        assertThat(RouteCost.relays(0.199, 0.5)).isFalse();
        assertThat(RouteCost.relays(0.2, 0.499)).isFalse();
    }

    @Test
    void impossibleValuesAreRefused() {
        assertThatThrownBy(() -> RouteCost.of(0.91, 1, 1)).hasMessageContaining("loss must be 0 to 0.9");
        assertThatThrownBy(() -> RouteCost.of(0, Double.NaN, 1)).hasMessageContaining("reserve");
        assertThatThrownBy(() -> RouteCost.of(0, 1, 1.01)).hasMessageContaining("trust");
    }

    @Test
    void lossIsThatOfTheLastMinute() {
        LossWindow window = new LossWindow();
        assertThat(window.loss()).isZero();
        window.on(100, 50, 0);
        assertThat(window.loss())
                .as("what was before is not known to be recent")
                .isZero();
        window.on(200, 70, 30 * SECOND);
        assertThat(window.loss()).isEqualTo(0.2);
        for (int second = 35; second <= 95; second += 5) {
            window.on(200 + second, 70, second * SECOND);
        }
        assertThat(window.loss()).isZero();
    }

    @Test
    void oneLossOfFewPacketsSaysLittle() {
        LossWindow window = new LossWindow();
        window.on(0, 0, 0);
        window.on(1, 1, SECOND);
        assertThat(window.loss()).isEqualTo(1.0 / LossWindow.PACKETS_MIN);
        window.on(100, 100, 2 * SECOND);
        assertThat(window.loss()).isEqualTo(LossWindow.LOSS_MAX);
    }

    @Test
    void anotherSessionBeginsAnew() {
        LossWindow window = new LossWindow();
        window.on(100, 0, 0);
        window.on(200, 50, SECOND);
        window.on(10, 0, 2 * SECOND);
        assertThat(window.loss()).isZero();
    }

    @Test
    void readingsBeyondTheBoundTakeTheNewestOnesPlace() {
        LossWindow window = new LossWindow();
        window.on(0, 0, 0);
        for (int i = 1; i < 10 * LossWindow.READINGS_MAX; i++) {
            window.on(i * 10, i, i);
        }
        assertThat(window.loss()).isEqualTo(0.1);
    }

    @Test
    void aPeersWordIsTakenAsOftenAsTheBoundAndNoMore() {
        PeerPowers powers = new PeerPowers();
        NodeId peer = NodeId.of(new byte[32]);
        for (int i = 0; i < PeerPowers.WORDS_MAX; i++) {
            assertThat(powers.on(peer, battery(0.9), 0)).isTrue();
        }
        assertThat(powers.on(peer, battery(0.1), 59 * SECOND)).isFalse();
        assertThat(powers.reserve(peer)).isEqualTo(0.9);
        powers.gone(peer, 59 * SECOND);
        assertThat(powers.on(peer, battery(0.1), 59 * SECOND))
                .as("a new session is no new start")
                .isFalse();
        assertThat(powers.reserve(peer)).isEqualTo(1);
        assertThat(powers.on(peer, battery(0.1), 60 * SECOND)).isTrue();
        powers.gone(peer, 121 * SECOND);
        assertThat(powers.size()).isZero();
    }

    @Test
    void peersAreToldWhatMayChangeARoute() {
        PowerNews news = new PowerNews();
        assertThat(news.on(battery(0.75), EnergyBand.NORMAL)).isPresent();
        assertThat(news.on(battery(0.71), EnergyBand.NORMAL)).isEmpty();
        assertThat(news.on(battery(0.69), EnergyBand.NORMAL)).isPresent();
        assertThat(news.on(battery(0.69), EnergyBand.THRIFTY)).isPresent();
        assertThat(news.on(new PowerReading(OptionalDouble.of(0.69), false), EnergyBand.THRIFTY))
                .isPresent();
    }

    static PowerReading battery(double charge) {
        return new PowerReading(OptionalDouble.of(charge), true);
    }
}
