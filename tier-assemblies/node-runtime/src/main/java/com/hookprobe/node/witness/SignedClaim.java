package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.qsecbit.federation.Bytes32;

/**
 * That a witness signed a claim for a decision, as much as it takes to sign no other.
 *
 * @param decision the decision's id
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

    static SignedClaim of(WitnessClaim claim) {
        return new SignedClaim(
                claim.decision(), Hash32.sha256(WitnessLabels.CLAIM, claim.encode()), claim.expiresMicros());
    }
}
