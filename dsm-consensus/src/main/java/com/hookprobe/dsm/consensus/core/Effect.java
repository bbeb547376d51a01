package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Penalty;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Transcript;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
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

    /** One message to every other validator of the set that the machine was at. */
    record Broadcast(byte[] message, List<NodeId> to) implements Effect {}

    /** Blocks that the machine needs, and a validator that says it has them. Asked again until they are there. */
    record FetchBlocks(NodeId from, List<SourceRange> ranges) implements Effect {}

    /**
     * A block that a peer wants to see acknowledged and that is not held: the block exchange judges it as if the peer had pushed it.
     * When it is stored, {@link SimplexMachine#onBlocks} is called as for any other.
     */
    record TakeBlock(NodeId from, Microblock block) implements Effect {}

    /** The height of all earlier fetches is done: forget those that are still open. What is still needed is asked for again. */
    record CancelFetches() implements Effect {}

    /**
     * Durable before return: the next checkpoint is final.
     *
     * @param after the state after it
     * @param signers how many of {@code validators} signed
     * @param closeToFinalNs from the end of the epoch to now, by this node's wall clock
     */
    record Commit(DecidedCheckpoint checkpoint, Frontier after, int signers, int validators, long closeToFinalNs)
            implements Effect {}

    /**
     * Durable before return, and before the {@link Commit} that follows it: the next height has another set. After a crash in between the
     * step is above the tip, and is dropped.
     *
     * @param decided the checkpoint that changed it, without its body
     */
    record SetChanged(DecidedCheckpoint decided, ValidatorSet next, List<Penalty> penalties) implements Effect {}

    /** A change of the set waits for approval: the node's own rules decide, then call {@link SimplexMachine#approve}. */
    record Consider(SetChange change) implements Effect {}

    /** A validator signed two things that exclude each other. */
    record Report(Evidence evidence) implements Effect {}

    /** The leader of a view proposed what no honest leader proposes. For people and counters. */
    record Refused(long height, long view, String reason) implements Effect {}

    /** Two decisions of one height: what this node holds for it, for people and {@code Forensics}. An {@link Alarm} follows. */
    record KeepTranscript(Transcript transcript) implements Effect {}

    /** A view was left without a value. For people and counters. */
    record ViewSkipped(long height, long view, ConsensusStatus.Reason reason, String leader, String text)
            implements Effect {}

    /** Something that at most f faulty validators cannot cause. For people. */
    record Alarm(String what) implements Effect {}
}
