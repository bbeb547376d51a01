package com.hookprobe.dsm.ledger;

import java.util.List;
import java.util.Optional;

/**
 * Keeps microblocks and decided checkpoints. It checks structure, not signatures: that is done before a block is put.
 * Implementations are safe for use by several threads.
 *
 * <p>A store belongs to one network: a block or a checkpoint of another one is an {@link IllegalArgumentException}. Methods
 * throw {@link StoreException} when the disk fails ({@link MemoryBlockStore} never does) and {@link IllegalStateException}
 * after {@link #close}.
 */
public interface BlockStore extends LedgerReader {
    /** DSM 2.4 rule 5: two branches of a fork may be stored, a third is dropped. */
    int BRANCHES_MAX = 2;

    /** Branches that {@link #putRequired} may fill a number up to. */
    int BRANCHES_REQUIRED_MAX = 256;

    /** Stores a block that came by itself. At most two branches per (source, incarnation, seq). */
    PutResult put(Microblock block) throws StoreException;

    /** Stores many, in order, in one atomic step; at most {@link #RANGE_MAX}. All results are as of {@link #put}. */
    List<PutResult> putAll(List<Microblock> blocks) throws StoreException;

    /**
     * Stores a block that a signed proposal or a decided checkpoint names. A forking source may show each node another
     * pair of branches; if the bound of {@link #put} held here too, such nodes could never vote for any of them. The
     * bound is the number of proposers.
     */
    PutResult putRequired(Microblock block) throws StoreException;

    /** Makes all puts so far durable. When it returns they survive a power cut. */
    void sync() throws StoreException;

    /**
     * Stores the next decided checkpoint and moves the frontier, in one atomic and durable step. The same checkpoint again
     * is a no-op. Where all its blocks are held the epoch's tree is stored with it.
     *
     * @param decided with a body; its height must be {@link #frontierHeight} + 1
     * @param after the state after it
     * @throws IllegalArgumentException when the height does not fit, another header is decided at this height, the header
     *     does not name the one before, the body is missing, or {@code after} is not the state that
     *     {@code header.frontierRoot()} names
     */
    void putDecided(DecidedCheckpoint decided, Frontier after) throws StoreException;

    /**
     * Jumps to a checkpoint further up, without what lies between: a node that was away for long. Atomic and durable. At or
     * below {@link #frontierHeight} the same checkpoint again is a no-op.
     *
     * @param after the state after it; checked against {@code header.frontierRoot()}
     */
    void putSnapshot(DecidedCheckpoint decided, Frontier after) throws StoreException;

    /**
     * Stores a checkpoint without moving the frontier: an edge that keeps headers, or history filled in below the tip. Durable.
     * It becomes {@link #latestDecided} when it is the highest.
     */
    void putHeader(DecidedCheckpoint decided) throws StoreException;

    /** Keeps the sealed payload of a block that is about to be put; durable with the next {@link #sync}. */
    void putPayload(Hash32 payloadHash, byte[] sealed) throws StoreException;

    /** Keeps the proof of an own block; durable with the next {@link #sync}. The caller has verified it. */
    void putProof(InclusionBundle proof) throws StoreException;

    /**
     * Lets go what is older than the policy. Bounded: some {@code max} blocks a call.
     *
     * @param nowSeconds wall clock, since 1970
     */
    PruneReport prune(RetentionPolicy policy, long nowSeconds, int max) throws StoreException;

    /** The outbox when it was opened. */
    Optional<Outbox> outbox() throws StoreException;

    /** Begins to write down all changes for projections, from now on; or goes on where it stopped. */
    Outbox openOutbox() throws StoreException;

    /** Stops that and forgets the entries: nobody reads them any more. */
    void dropOutbox() throws StoreException;
}
