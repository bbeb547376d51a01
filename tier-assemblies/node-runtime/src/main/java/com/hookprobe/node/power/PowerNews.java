package com.hookprobe.node.power;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides when peers are told of this node's power: at a change that may change a route. Not thread-safe. */
public final class PowerNews {
    /** A change of the charge by more is news. */
    static final double NEWS = 0.05;

    private @Nullable PowerReading told;
    private EnergyBand toldBand = EnergyBand.NORMAL;

    /** What to tell all peers now, if anything. */
    public Optional<PowerReading> on(PowerReading reading, EnergyBand band) {
        PowerReading before = told;
        boolean news = before == null
                || band != toldBand
                || reading.onBattery() != before.onBattery()
                || Math.abs(reading.charge().orElse(1) - before.charge().orElse(1)) > NEWS;
        if (!news) {
            return Optional.empty();
        }
        told = reading;
        toldBand = band;
        return Optional.of(reading);
    }
}
