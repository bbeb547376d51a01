package com.hookprobe.qsecbit.metric;

import java.util.List;
import java.util.Optional;

/**
 * The weights of a kind of node: one set for a host that tells its power, one for a host that does not.
 *
 * @param name lower case, as in a configuration
 * @param withEnergy while the last reading has a power
 * @param withoutEnergy otherwise; its epsilon is 0
 */
public record WeightProfile(String name, Weights withEnergy, Weights withoutEnergy) {
    /** The seed's figures. */
    public static final WeightProfile STANDARD = new WeightProfile(
            "standard", new Weights(0.25, 0.25, 0.20, 0.15, 0.15), new Weights(0.30, 0.30, 0.20, 0.20, 0));

    /**
     * A box that travels: its load changes with every place, and strange networks attack it. What it detects counts more,
     * its own drift less.
     */
    public static final WeightProfile GUARDIAN = new WeightProfile(
            "guardian", new Weights(0.15, 0.35, 0.25, 0.10, 0.15), new Weights(0.20, 0.40, 0.25, 0.15, 0));

    /** A box that always does the same: a change of the host itself is news. */
    public static final WeightProfile FORTRESS = new WeightProfile(
            "fortress", new Weights(0.25, 0.30, 0.20, 0.15, 0.10), new Weights(0.30, 0.30, 0.20, 0.20, 0));

    /** A server whose work comes in bursts by design: attacks and their change decide. */
    public static final WeightProfile NEXUS = new WeightProfile(
            "nexus", new Weights(0.20, 0.35, 0.25, 0.15, 0.05), new Weights(0.20, 0.40, 0.25, 0.15, 0));

    /** All that there are. */
    public static final List<WeightProfile> ALL = List.of(STANDARD, GUARDIAN, FORTRESS, NEXUS);

    /**
     * Checks the second set.
     *
     * @throws IllegalArgumentException when its epsilon is not 0
     */
    public WeightProfile {
        if (withoutEnergy.epsilon() != 0) {
            throw new IllegalArgumentException(name + ": without energy epsilon is 0, got " + withoutEnergy.epsilon());
        }
    }

    /** The same weights whether the host tells its power or not. */
    public static WeightProfile fixed(Weights weights) {
        return new WeightProfile("own", weights, weights.epsilon() == 0 ? weights : weights.withoutEpsilon());
    }

    /** The profile of a name; empty when there is none. */
    public static Optional<WeightProfile> byName(String name) {
        return ALL.stream().filter(profile -> profile.name.equals(name)).findFirst();
    }

    /** The weights that hold for a reading with or without power. */
    public Weights weights(boolean powerKnown) {
        return powerKnown ? withEnergy : withoutEnergy;
    }
}
