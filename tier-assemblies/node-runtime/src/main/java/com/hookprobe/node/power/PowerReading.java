package com.hookprobe.node.power;

import java.util.OptionalDouble;

/**
 * What a machine knows of its power.
 *
 * @param charge of all batteries together, 0 to 1; empty when there is none, or when it cannot be told
 * @param onBattery true only when it is known that nothing else feeds the machine
 */
public record PowerReading(OptionalDouble charge, boolean onBattery) {
    /** Nothing is known: no battery, or files that make no sense. Treated as power from the wall. */
    public static final PowerReading UNKNOWN = new PowerReading(OptionalDouble.empty(), false);

    public PowerReading {
        if (charge.isPresent() && !(charge.getAsDouble() >= 0 && charge.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("a charge is 0 to 1, is " + charge.getAsDouble());
        }
    }

    /** What a route counts with: the charge while on battery; 1 on mains or when unknown. */
    public double reserve() {
        return onBattery ? charge.orElse(1) : 1;
    }
}
