package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.Set;

/** What the owner of a {@link WitnessGathering} has to do, in this order. */
public sealed interface GatheringEffect {
    /** Why a claim got no certificate. */
    enum Reason {
        /** More claims, or bytes of requests, are in flight than may be. */
        BUSY,
        /** Too few of those drawn are trusted and connected. */
        TOO_FEW_WITNESSES,
        /** So many refused or lied that no quorum is left. */
        REFUSED,
        /** Too few answered in time. */
        TIMEOUT
    }

    /** Why a vote counts for nothing. */
    enum Discard {
        /** The claim is decided. */
        LATE,
        /** This witness has answered. */
        DUPLICATE,
        /** Nobody asked this node about this. */
        FOREIGN,
        /** The signature is not its own. */
        FORGED
    }

    /** Send the claim to this witness. */
    record Ask(Hash32 message, NodeId witness) implements GatheringEffect {}

    /** A quorum has signed. */
    record Verified(Hash32 message, WitnessClaim claim, WitnessCertificate certificate) implements GatheringEffect {}

    /**
     * No quorum has.
     *
     * @param signed how many signed, as far as was looked
     * @param refused how many refused or lied
     * @param blamed numbers of reports that more witnesses speak against than can lie
     */
    record Unverified(Hash32 message, WitnessClaim claim, Reason reason, int signed, int refused, Set<Integer> blamed)
            implements GatheringEffect {}

    /** A witness gives a reason for not signing. */
    record Refusal(WitnessClaim claim, NodeId witness, WitnessVote.Refused vote) implements GatheringEffect {}

    /** A vote was thrown away. */
    record Discarded(NodeId from, Discard why) implements GatheringEffect {}
}
