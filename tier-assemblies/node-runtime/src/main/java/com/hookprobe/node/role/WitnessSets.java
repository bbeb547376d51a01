package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.witness.WitnessClaim;
import com.hookprobe.node.witness.WitnessEpochs;
import com.hookprobe.node.witness.WitnessSet;
import com.hookprobe.node.witness.WitnessVote;

/** What correlator, witnesses and sites share: the validators of the genesis, which is the set in force, and its epochs. */
final class WitnessSets {
    private WitnessSets() {}

    static WitnessSet set(Genesis genesis) {
        return new WitnessSet(genesis.networkId(), genesis.validators());
    }

    static WitnessEpochs epochs(Genesis genesis) {
        return WitnessEpochs.ofSeconds(genesis.params().epochLenSeconds());
    }

    /** A witness has said no; at the witness and at the correlator. */
    static void logRefusal(EventLog log, String witness, WitnessClaim claim, WitnessVote.Refused vote) {
        log.event(
                "witness_refused",
                "witness",
                witness,
                "decision",
                claim.decision().hex().substring(0, 16),
                "reason",
                vote.reason().name(),
                "report",
                vote.report() == WitnessVote.NO_REPORT
                        ? "none"
                        : claim.basis().get(vote.report()).report().hex().substring(0, 16));
    }
}
