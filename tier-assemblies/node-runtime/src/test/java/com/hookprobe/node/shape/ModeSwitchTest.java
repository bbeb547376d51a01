package com.hookprobe.node.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.node.power.EnergyBand;
import com.hookprobe.qsecbit.metric.Band;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeSwitchTest {
    private static final long SECOND = 1_000_000_000L;

    private static Conditions calm() {
        return new Conditions(0, 1, 2, Band.GREEN, EnergyBand.NORMAL);
    }

    private static Conditions threat(Band band) {
        return new Conditions(0, 1, 2, band, EnergyBand.NORMAL);
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, 0, 1, 2, GREEN, NORMAL, BURST, false",
        "AUTO, 0, 1, 2, AMBER, NORMAL, BALANCED, false",
        "AUTO, 0, 1, 2, RED, NORMAL, GHOST, false",
        "AUTO, 0.15, 1.5, 2, GREEN, NORMAL, BURST, false",
        "AUTO, 0.151, 1, 2, GREEN, NORMAL, BURST, true",
        "AUTO, 0, 1.51, 2, GREEN, NORMAL, BURST, true",
        "AUTO, 0.9, 9, 1, GREEN, NORMAL, BURST, false",
        "AUTO, 0.9, 9, 0, GREEN, NORMAL, BURST, false",
        "AUTO, 0.2, 1, 2, RED, NORMAL, GHOST, true",
        "AUTO, 0.2, 1, 2, AMBER, THRIFTY, BALANCED, true",
        "AUTO, 0.2, 1, 2, RED, LOW, BALANCED, false",
        "AUTO, 0.2, 1, 2, GREEN, LOW, BURST, false",
        "BURST, 0.9, 9, 2, RED, NORMAL, BURST, false",
        "BALANCED, 0.9, 9, 2, RED, NORMAL, BALANCED, false",
        "SWARM, 0, 1, 2, RED, NORMAL, BURST, true",
        "SWARM, 0, 1, 1, GREEN, NORMAL, BURST, false",
        "SWARM, 0, 1, 2, GREEN, LOW, BURST, false",
        "GHOST, 0, 1, 2, GREEN, THRIFTY, GHOST, false",
        "GHOST, 0, 1, 2, GREEN, LOW, BALANCED, false",
    })
    void theRule(
            ModeOrder order,
            double loss,
            double slowness,
            int paths,
            Band threat,
            EnergyBand energy,
            TransmissionMode mode,
            boolean swarm) {
        Choice choice = new ModeSwitch(order).on(new Conditions(loss, slowness, paths, threat, energy), 0);
        assertThat(choice.mode()).isEqualTo(mode);
        assertThat(choice.swarm()).isEqualTo(swarm);
        assertThat(choice.reason()).isNotBlank();
    }

    @Test
    void aReasonIsTold() {
        assertThat(new ModeSwitch(ModeOrder.AUTO)
                        .on(new Conditions(0.2, 1, 2, Band.RED, EnergyBand.LOW), 0)
                        .reason())
                .isEqualTo("qsecbit RED, loss 20 %, the battery is low");
        assertThat(new ModeSwitch(ModeOrder.SWARM)
                        .on(new Conditions(0, 1, 1, Band.GREEN, EnergyBand.NORMAL), 0)
                        .reason())
                .isEqualTo("ordered: swarm, no second way");
    }

    @Test
    void itRisesAtOnceAndFallsAfterAMinuteOfCalmToWhatWasWantedThen() {
        ModeSwitch modes = new ModeSwitch(ModeOrder.AUTO);
        assertThat(modes.on(threat(Band.RED), 0).mode()).isEqualTo(TransmissionMode.GHOST);
        assertThat(modes.on(threat(Band.GREEN), SECOND).mode()).isEqualTo(TransmissionMode.GHOST);
        assertThat(modes.on(threat(Band.AMBER), 30 * SECOND).mode()).isEqualTo(TransmissionMode.GHOST);
        assertThat(modes.on(threat(Band.GREEN), 61 * SECOND - 1).mode()).isEqualTo(TransmissionMode.GHOST);
        assertThat(modes.on(threat(Band.GREEN), 61 * SECOND).mode()).isEqualTo(TransmissionMode.BALANCED);
        assertThat(modes.on(threat(Band.GREEN), 62 * SECOND).mode()).isEqualTo(TransmissionMode.BALANCED);
        assertThat(modes.on(threat(Band.GREEN), 122 * SECOND).mode()).isEqualTo(TransmissionMode.BURST);
    }

    @Test
    void aRelapseBeginsTheMinuteAnew() {
        ModeSwitch modes = new ModeSwitch(ModeOrder.AUTO);
        modes.on(threat(Band.RED), 0);
        modes.on(calm(), SECOND);
        modes.on(threat(Band.RED), 59 * SECOND);
        modes.on(calm(), 60 * SECOND);
        assertThat(modes.on(calm(), 119 * SECOND).mode()).isEqualTo(TransmissionMode.GHOST);
        assertThat(modes.on(calm(), 120 * SECOND).mode()).isEqualTo(TransmissionMode.BURST);
    }

    @Test
    void aSwarmEndsAfterAMinuteOfGoodPaths() {
        ModeSwitch modes = new ModeSwitch(ModeOrder.AUTO);
        assertThat(modes.on(new Conditions(0.3, 1, 2, Band.GREEN, EnergyBand.NORMAL), 0)
                        .swarm())
                .isTrue();
        Choice later = modes.on(calm(), SECOND);
        assertThat(later.swarm()).isTrue();
        assertThat(later.reason()).contains("a path was bad within a minute");
        assertThat(modes.on(calm(), 61 * SECOND).swarm()).isFalse();
    }

    @Test
    void energyForbidsAtOnceAndPermitsAtOnce() {
        ModeSwitch modes = new ModeSwitch(ModeOrder.AUTO);
        modes.on(threat(Band.RED), 0);
        assertThat(modes.on(new Conditions(0, 1, 2, Band.RED, EnergyBand.LOW), 1)
                        .mode())
                .isEqualTo(TransmissionMode.BALANCED);
        assertThat(modes.on(threat(Band.RED), 2).mode()).isEqualTo(TransmissionMode.GHOST);
    }

    /** A band that flutters each second must not make sessions flutter: it is announced on the network. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aFlutteringThreatChangesTheModeAtMostOnceAMinuteDownwards(long seed) {
        Random random = new Random(seed);
        ModeSwitch modes = new ModeSwitch(ModeOrder.AUTO);
        TransmissionMode before = TransmissionMode.BURST;
        long loweredAt = Long.MIN_VALUE / 2;
        for (long second = 0; second < 3_600; second++) {
            Band band = Band.values()[random.nextInt(random.nextInt(50) == 0 ? 3 : 2)];
            TransmissionMode now = modes.on(threat(band), second * SECOND).mode();
            assertThat(now.ordinal())
                    .as("seed " + seed + ": protection as wanted")
                    .isGreaterThanOrEqualTo(band.ordinal());
            if (now.compareTo(before) < 0) {
                assertThat(second - loweredAt).as("seed " + seed).isGreaterThanOrEqualTo(60);
                loweredAt = second;
            }
            before = now;
        }
    }

    @Test
    void impossibleConditionsAreRefused() {
        assertThatThrownBy(() -> new Conditions(1.1, 1, 0, Band.GREEN, EnergyBand.NORMAL))
                .hasMessageContaining("loss");
        assertThatThrownBy(() -> new Conditions(0, 0.9, 0, Band.GREEN, EnergyBand.NORMAL))
                .hasMessageContaining("slowness");
        assertThatThrownBy(() -> new Conditions(0, 1, -1, Band.GREEN, EnergyBand.NORMAL))
                .hasMessageContaining("paths");
    }
}
