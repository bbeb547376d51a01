package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What the machine reads of the ledger. The answers may grow between two calls, never change. Every block in it has been
 * verified against its source's enrolled key when it was stored.
 *
 * <p>Implementations throw an unchecked exception when the disk fails; the machine does not catch it.
 */
public interface LedgerView {
    /** Ends of the chains that are linked to the finalised frontier, sorted by source; may list ends that are final already. */
    List<SourceHead> heads();

    /** The end of one chain that is linked to the finalised frontier; may be final already. */
    default Optional<SourceHead> highest(NodeId source, long incarnation) {
        return heads().stream()
                .filter(head -> head.source().equals(source) && head.incarnation() == incarnation)
                .findFirst();
    }

    /** Hashes of the blocks from..to that end at the range's head; empty when one is missing. */
    Optional<List<Hash32>> chain(SourceRange range);

    /** {@code prev} of a block; empty when it is not held. */
    Optional<Hash32> previous(Hash32 block);

    /** Hashes of all held blocks with this number: more than one when the source forked. */
    List<Hash32> at(NodeId source, long incarnation, long seq);

    /** The decided checkpoint of a height, with its body. */
    Optional<DecidedCheckpoint> decided(long height);

    /** The header of a decided height: a short read. */
    Optional<CheckpointHeader> header(long height);

    /** Height of the newest decided checkpoint, 0 for none. */
    long tipHeight();

    /** The state after {@link #tipHeight}. */
    Frontier frontier();
}
