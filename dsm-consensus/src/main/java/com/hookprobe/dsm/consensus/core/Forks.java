package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SourceStatus;
import com.hookprobe.identity.NodeId;

/**
 * Sources that signed two blocks with one number (DSM 3.8, E6). A checkpoint that carries the proof marks the source as forked:
 * nothing of that incarnation is included any more, and nobody is bound to include it. So a forking source can harm nobody but
 * itself.
 */
final class Forks {
    private Forks() {}

    static NodeId source(ForkEvidence fork) {
        return fork.first().source();
    }

    static boolean verify(Genesis genesis, ForkEvidence fork) {
        return fork.first().networkId().equals(genesis.networkId())
                && genesis.sourceKey(source(fork)).filter(fork::verify).isPresent();
    }

    /** True when the finalised state does not show the fork yet. */
    static boolean isNews(Frontier frontier, ForkEvidence fork) {
        long incarnation = fork.first().incarnation();
        return frontier.entry(source(fork))
                .map(at -> incarnation > at.incarnation() && at.status() != SourceStatus.SUSPENDED
                        || incarnation == at.incarnation() && at.status() == SourceStatus.ACTIVE)
                .orElse(true);
    }

    /** The state with the source marked: where it is, but forked. An incarnation not seen before starts from nothing. */
    static Frontier mark(Frontier frontier, ForkEvidence fork) {
        long incarnation = fork.first().incarnation();
        FrontierEntry fresh = new FrontierEntry(source(fork), incarnation, 0, Hash32.ZERO, SourceStatus.FORKED);
        return frontier.with(frontier.entry(source(fork))
                .filter(at -> at.incarnation() == incarnation)
                .map(at -> at.with(SourceStatus.FORKED))
                .orElse(fresh));
    }
}
