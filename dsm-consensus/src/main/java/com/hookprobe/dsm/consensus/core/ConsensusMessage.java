package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Acknowledgement;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.ProposalClaim;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SignedFrontier;
import java.util.List;

/** What validators say to each other (DSM 3.4). The session around it authenticates the sender. */
public sealed interface ConsensusMessage {
    /** A leader's value for a view, with everything that is needed to judge it but the blocks. */
    record Propose(
            long view,
            CheckpointHeader header,
            CheckpointBody body,
            Justification justification,
            int signer,
            byte[] signature)
            implements ConsensusMessage {
        ProposalClaim claim() {
            return new ProposalClaim(header.height(), view, header.hash(), justification.hash(), signer, signature);
        }
    }

    record Voted(Vote vote) implements ConsensusMessage {}

    /** "I am in this view, and this is why." */
    record Advance(long height, long view, Justification justification) implements ConsensusMessage {}

    /** A header and the certificate that makes it final. */
    record Decision(CheckpointHeader header, Certificate certificate) {}

    /** Decisions of rising heights. */
    record Decided(List<Decision> decisions) implements ConsensusMessage {}

    /** What the sender holds of each source that moved since the parent. */
    record FrontierReport(SignedFrontier frontier) implements ConsensusMessage {}

    /** Asks for the decisions of a range of heights. */
    record GetDecided(long from, long to) implements ConsensusMessage {}

    /** Asks for the body behind a value. */
    record GetBody(long height, Hash32 value) implements ConsensusMessage {}

    record Body(CheckpointHeader header, CheckpointBody body) implements ConsensusMessage {}

    /** "I work on this height and am in this view": sent at start and when nothing moves. View 0 means not started. */
    record Status(long height, long view) implements ConsensusMessage {}

    /** "I want this change of the validator set": from its author, and from those who know it to others. */
    record Proposed(SetChange change) implements ConsensusMessage {}

    /**
     * A validator's approval of a change.
     *
     * @param change its hash
     * @param signature BLS, over {@link com.hookprobe.dsm.consensus.Operation#signingBytes}
     */
    record Approval(Hash32 change, int signer, byte[] signature) implements ConsensusMessage {}

    /** Asks for the changes of the validator set that were decided at this height or above. */
    record GetChanges(long from) implements ConsensusMessage {}

    /**
     * A checkpoint that changed the set. The next set stays encoded until the header is known to be final and to name these bytes: reading
     * a set costs pairings.
     */
    record Change(CheckpointHeader header, Certificate certificate, byte[] nextSet) {}

    /** Changes of the set, in order. */
    record Changes(List<Change> changes) implements ConsensusMessage {}

    /** Evidence against a validator. */
    record Accuse(Evidence evidence) implements ConsensusMessage {}

    /** "Do you hold this block durably, and no other at its place?" */
    record Seal(Microblock block) implements ConsensusMessage {}

    /** "I do." */
    record Ack(Acknowledgement acknowledgement) implements ConsensusMessage {}
}
