package com.hookprobe.node.witness;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.MeshDecision;
import java.util.List;

/** What the owner of a {@link WitnessDesk} has to do, in this order. */
public sealed interface DeskEffect {
    /** Send this request to a witness. */
    record Request(NodeId witness, byte[] encoded) implements DeskEffect {}

    /**
     * A quorum has signed: send the decision with its proof.
     *
     * @param hopMicros as they were given
     * @param askedNs when its witnesses were asked
     */
    record Witnessed(MeshDecision decision, List<Long> hopMicros, WitnessProof proof, long askedNs)
            implements DeskEffect {}

    /**
     * No quorum has: send it without, so that it is shown.
     *
     * @param attempt 0 for the first, of which alone the sites are told
     */
    record Unwitnessed(MeshDecision decision, List<Long> hopMicros, String reason, int signed, int refused, int attempt)
            implements DeskEffect {}

    /** What witnesses made of this node's report: it is as it should be, or its evidence is missing. */
    record Judged(NodeId reporter, boolean confirmed) implements DeskEffect {}

    /** For the log: a witness did not sign. */
    record Refusal(WitnessClaim claim, NodeId witness, WitnessVote.Refused vote) implements DeskEffect {}

    /** For the log: a vote was thrown away. */
    record Discarded(NodeId from, String reason) implements DeskEffect {}
}
