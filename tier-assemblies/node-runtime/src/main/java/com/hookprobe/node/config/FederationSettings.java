package com.hookprobe.node.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sharing. The numbers are for the MSSP and the nexus, which count; and for validators, which count again as witnesses by their own
 * numbers: give all the same.
 *
 * @param confirmations distinct owners that make a block; 3
 * @param youngDays owners that have been in the mesh for fewer days count half; 7
 * @param autonomy seconds that certificates hold longer than they say while there is no session with the MSSP; 3600
 * @param warningLists folder of MISP warning lists, {@code *.json} in it or up to two levels below: what is on one the mesh's word limits here
 *     at most (federation 8.8); none when it is left out. Live
 * @param correlator where the log of the MSSP's or nexus' correlator is; a folder of its own when it is left out
 */
public record FederationSettings(
        @Nullable Integer confirmations,
        @Nullable Integer youngDays,
        @Nullable Double autonomy,
        @Nullable String warningLists,
        @Nullable CorrelatorSettings correlator) {
    /** The defaults. */
    static final FederationSettings STANDARD = new FederationSettings(null, null, null, null);

    /** With the correlator's log in a folder of its own. */
    public FederationSettings(
            @Nullable Integer confirmations,
            @Nullable Integer youngDays,
            @Nullable Double autonomy,
            @Nullable String warningLists) {
        this(confirmations, youngDays, autonomy, warningLists, null);
    }

    /** Where the correlator's log is. */
    public CorrelatorSettings log() {
        return correlator == null ? CorrelatorSettings.STANDARD : correlator;
    }

    public int blockOwners() {
        return confirmations == null ? 3 : confirmations;
    }

    public int youngOwnerDays() {
        return youngDays == null ? 7 : youngDays;
    }

    /** For how much longer than they say certificates hold while nobody can renew them. */
    public Duration withoutVerifier() {
        return NodeConfig.seconds(autonomy, 3_600);
    }
}
