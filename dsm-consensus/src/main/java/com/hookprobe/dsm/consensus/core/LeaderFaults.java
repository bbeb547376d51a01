package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.BadHeader;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.ProposalClaim;
import com.hookprobe.dsm.consensus.TwoProposals;
import com.hookprobe.dsm.consensus.UnjustifiedProposal;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import java.util.Optional;

/**
 * Evidence against leaders (DSM 3.8: E1, E5, E8), one piece per leader and height: a flood of bad proposals must not become a flood
 * of evidence. The claim has been verified before.
 */
final class LeaderFaults {
    private final Context at;
    private final Accusations accusations;

    LeaderFaults(Context at, Accusations accusations) {
        this.at = at;
        this.accusations = accusations;
    }

    /** E1. */
    void twoProposals(ProposalClaim first, ProposalClaim second) {
        if (at.state.accused.add(second.signer())) {
            report(TwoProposals.of(first, second));
        }
    }

    /** E5: the justification does not fit the view, holds a certificate that does not verify, or is of another value. */
    void unjustified(Propose propose) {
        if (at.state.accused.add(propose.signer())) {
            report(new UnjustifiedProposal(propose.claim(), propose.justification()));
        }
    }

    /** E8, when the proposal alone shows what is wrong with it: not every refusal is provable to who lacks blocks and state. */
    void invalid(Propose propose) {
        if (propose.justification().base().isPresent() || at.state.accused.contains(propose.signer())) {
            return;
        }
        CheckpointHeader header = propose.header();
        Optional<CheckpointHeader> parent =
                at.ledger.header(at.tip.height()).filter(it -> it.hash().equals(header.prevHash()));
        BadHeader evidence = new BadHeader(propose.claim(), propose.justification(), header, parent, propose.body());
        if (evidence.verify(at.set(), at.genesis.networkId()) && at.state.accused.add(propose.signer())) {
            report(evidence);
        }
    }

    private void report(Evidence evidence) {
        accusations.found(evidence);
    }
}
