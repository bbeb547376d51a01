package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.QuorumReceipt;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import java.util.List;

/** What the asker's side of quorum receipts wants done, in list order. */
public sealed interface ReceiptEffect {
    /** One message to one validator; it may get lost. */
    record Ask(NodeId to, byte[] message) implements ReceiptEffect {}

    /**
     * A verified receipt: keep it.
     *
     * @param sinceAskedNs from the first request to now
     * @param more true when it is the same block's receipt once again, with more signers
     */
    record Formed(Microblock block, QuorumReceipt receipt, long sinceAskedNs, boolean more) implements ReceiptEffect {}

    /**
     * No receipt came; the block itself is on its way all the same.
     *
     * @param reason for people
     * @param words how many validators have acknowledged it
     * @param silent those that have not, nor sent garbage
     */
    record GivenUp(Microblock block, String reason, int words, List<NodeId> silent) implements ReceiptEffect {}

    /** A validator answered with what no honest validator sends; it is not asked again for this block. */
    record Blamed(NodeId validator, Hash32 block, String reason) implements ReceiptEffect {}
}
