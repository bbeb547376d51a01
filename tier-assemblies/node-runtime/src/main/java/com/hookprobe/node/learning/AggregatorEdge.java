package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import java.io.IOException;
import java.util.Optional;

/** What an aggregator does outside of its folders. Every call may wait. */
public interface AggregatorEdge {
    /**
     * Seals a word in the aggregator's own chain; returns when it is durable.
     *
     * @return the hash of its block
     */
    Bytes32 seal(LedgerWord word) throws IOException;

    /** That a block is final; empty while it is not. */
    Optional<SealProof> proof(Bytes32 block) throws IOException;
}
