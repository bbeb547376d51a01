package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.core.LedgerView;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Optional;

/** A ledger without a block: what is agreed on does not matter here, only that it is the same. */
record EmptyLedger() implements LedgerView {
    @Override
    public List<SourceHead> heads() {
        return List.of();
    }

    @Override
    public Optional<List<Hash32>> chain(SourceRange range) {
        return Optional.empty();
    }

    @Override
    public Optional<Hash32> previous(Hash32 block) {
        return Optional.empty();
    }

    @Override
    public List<Hash32> at(NodeId source, long incarnation, long seq) {
        return List.of();
    }

    @Override
    public Optional<DecidedCheckpoint> decided(long height) {
        return Optional.empty();
    }

    @Override
    public Optional<CheckpointHeader> header(long height) {
        return Optional.empty();
    }

    @Override
    public long tipHeight() {
        return 0;
    }

    @Override
    public Frontier frontier() {
        return Frontier.EMPTY;
    }
}
