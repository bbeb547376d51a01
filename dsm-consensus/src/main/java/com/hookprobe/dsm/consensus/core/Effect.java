package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.List;

/**
 * What the edge must do, strictly in list order. When one of the durable effects fails, the edge drops the rest and never calls
 * the machine again: the machine believes that it happened.
 */
public sealed interface Effect {
    /**
     * Durable before return: the header and body behind a value that is about to be signed, or the value certificate behind a
     * FINALIZE. {@code value} names the content.
     */
    record StoreProposal(long height, Hash32 value, byte[] content) implements Effect {}

    /** Durable before return: all blocks that the ledger view has shown. */
    record SyncBlocks() implements Effect {}

    /** Durable before return: what is about to be signed. */
    record LogVote(VoteRecord entry) implements Effect {}

    /** One message to one peer. */
    record Send(NodeId to, byte[] message) implements Effect {}

    /** One message to every validator but this one. */
    record Broadcast(byte[] message) implements Effect {}

    /** Blocks that the machine needs, and a validator that says it has them. Asked again until they are there. */
    record FetchBlocks(NodeId from, List<SourceRange> ranges) implements Effect {}

    /** The height of all earlier fetches is done: forget those that are still open. What is still needed is asked for again. */
    record CancelFetches() implements Effect {}

    /**
     * Durable before return: the next checkpoint is final.
     *
     * @param after the state after it
     * @param signers how many validators signed
     * @param closeToFinalNs from the end of the epoch to now, by this node's wall clock
     */
    record Commit(DecidedCheckpoint checkpoint, Frontier after, int signers, long closeToFinalNs) implements Effect {}

    /** A validator signed two things that exclude each other. */
    record Report(Evidence evidence) implements Effect {}

    /** The leader of a view proposed what no honest leader proposes. For people and counters. */
    record Refused(long height, long view, String reason) implements Effect {}

    /** Something that at most f faulty validators cannot cause. For people. */
    record Alarm(String what) implements Effect {}
}
