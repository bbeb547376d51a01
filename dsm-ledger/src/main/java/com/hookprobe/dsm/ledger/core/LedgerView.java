package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Optional;

/** What the machine may look up; the edge answers from the block store. Reading changes nothing. */
public interface LedgerView {
    boolean holds(Hash32 hash);

    Optional<Microblock> block(Hash32 hash);

    /** Stored blocks of a number range, all branches, at most {@code max}. */
    List<Microblock> range(NodeId source, long incarnation, long from, long to, int max);

    /** Linked end of a chain. */
    Optional<SourceHead> highest(NodeId source, long incarnation);

    /** All linked ends, sorted by (source, incarnation). */
    List<SourceHead> heads();

    /** The finalised state. */
    Frontier frontier();

    /** The height of {@link #frontier}. */
    long frontierHeight();

    /** The inclusion bundle of a finalised block. */
    Optional<InclusionBundle> proof(Hash32 block);
}
