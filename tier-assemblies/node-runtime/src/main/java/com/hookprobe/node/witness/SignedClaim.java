package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;

/**
 * That a witness signed a claim for a decision, as much as it takes to sign no other.
 *
 * @param decision the decision's id, or what {@link #nameFor} makes of it
 * @param claim the hash of the claim's encoding
 * @param endsMicros when the claim ends, microseconds since the epoch
 */
public record SignedClaim(Bytes32 decision, Hash32 claim, long endsMicros) {
    /** Checks the range; throws {@link IllegalArgumentException}. */
    public SignedClaim {
        if (endsMicros < 0) {
            throw new IllegalArgumentException("a claim's end is not negative, got " + endsMicros);
        }
    }

    /** As the mesh's correlator claims it. */
    static SignedClaim of(WitnessClaim claim) {
        return of(claim.decision(), claim);
    }

    static SignedClaim of(Bytes32 name, WitnessClaim claim) {
        return new SignedClaim(name, Hash32.sha256(WitnessLabels.CLAIM, claim.encode()), claim.expiresMicros());
    }

    /** The name of a decision that the correlator of a region claims: that of the mesh may claim the same one. */
    static Bytes32 nameFor(NodeId nexus, Bytes32 decision) {
        return Bytes32.of(Hash32.sha256(WitnessLabels.REGION_CLAIM, nexus.bytes(), decision.bytes())
                .bytes());
    }
}
