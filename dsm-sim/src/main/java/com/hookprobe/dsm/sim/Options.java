package com.hookprobe.dsm.sim;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a run is asked for, apart from its seed.
 *
 * @param faults exactly these; empty: each seed draws its own
 * @param validators exactly so many; empty: each seed draws its own
 * @param real BLS and Ed25519 instead of {@link ToyScheme}
 */
public record Options(Optional<Set<Fault>> faults, OptionalInt validators, boolean real) {
    /** Every seed draws everything. */
    public static final Options DRAWN = new Options(Optional.empty(), OptionalInt.empty(), false);

    /** These faults, on every seed. */
    public static Options of(Set<Fault> faults) {
        return new Options(Optional.of(Set.copyOf(faults)), OptionalInt.empty(), false);
    }
}
