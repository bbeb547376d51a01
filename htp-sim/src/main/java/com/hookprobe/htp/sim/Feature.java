package com.hookprobe.htp.sim;

import java.util.EnumSet;
import java.util.Set;

/** Abilities of HTP that a scenario may depend on and that the core may not have yet. */
public enum Feature {
    /** A session lives on when its peer shows up at another address or port. */
    ROAMING,
    /** Datagrams grow to what the path carries, and shrink again when it carries less. */
    PATH_MTU,
    /**
     * A large message on an urgent channel does not end the session. Today the messages of other channels that are partly
     * sent stand still meanwhile, and a receiver takes 30 s of that for a broken peer (HTP 4.4).
     */
    URGENT_STARVES_NOBODY;

    /** What the core can do. Scenarios that need more are left out, and random runs expect less. Switch on here. */
    private static final EnumSet<Feature> IN_THE_CORE = EnumSet.noneOf(Feature.class);

    /** True when the core can do this. */
    public boolean present() {
        return IN_THE_CORE.contains(this);
    }

    static boolean present(Set<Feature> wanted) {
        return IN_THE_CORE.containsAll(wanted);
    }
}
