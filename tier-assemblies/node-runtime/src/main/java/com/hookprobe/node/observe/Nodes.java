package com.hookprobe.node.observe;

import com.hookprobe.identity.Tier;
import java.util.EnumSet;
import java.util.Set;

/** Which nodes have a metric. */
public final class Nodes {
    /** All. */
    public static final Set<Tier> EVERY = Set.copyOf(EnumSet.allOf(Tier.class));

    /** Those that detect and answer. */
    public static final Set<Tier> SITES = Set.of(Tier.GUARDIAN, Tier.FORTRESS, Tier.NEXUS);

    /** Those that agree on checkpoints. */
    public static final Set<Tier> VALIDATORS = Set.of(Tier.SENTINEL);

    /** The one that follows every node's history, and keeps the registry. */
    public static final Set<Tier> VERIFIER = Set.of(Tier.MSSP);

    /** Those whose history is followed. */
    public static final Set<Tier> PROVERS = Set.of(Tier.SENTINEL, Tier.GUARDIAN, Tier.FORTRESS, Tier.NEXUS);

    /** Those that count sites and decide. */
    public static final Set<Tier> CORRELATORS = Set.of(Tier.NEXUS, Tier.MSSP);

    /** Those with a region's key. */
    public static final Set<Tier> REGION = Set.of(Tier.NEXUS);

    /** Those that seal blocks of their own. */
    public static final Set<Tier> SOURCES = Set.of(Tier.GUARDIAN, Tier.FORTRESS, Tier.NEXUS, Tier.MSSP);

    /** Those who take others' reports. */
    public static final Set<Tier> TAKERS = Set.of(Tier.SENTINEL, Tier.NEXUS, Tier.MSSP);

    private Nodes() {}
}
