package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
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
public interface BlockStore extends AutoCloseable {
    /** DSM 2.4 rule 5: two branches of a fork may be stored, a third is dropped. */
    int BRANCHES_MAX = 2;

    /** Branches that {@link #putRequired} may fill a number up to. */
    int BRANCHES_REQUIRED_MAX = 256;

    /** Largest number of blocks that one call returns. */
    int RANGE_MAX = 10_000;

    /** Stores a block that came by itself. At most two branches per (source, incarnation, seq). */
    PutResult put(Microblock block) throws StoreException;

    /**
     * Stores a block that a signed proposal or a decided checkpoint names. A forking source may show each node another
     * pair of branches; if the bound of {@link #put} held here too, such nodes could never vote for any of them. The
     * bound is the number of proposers.
     */
    PutResult putRequired(Microblock block) throws StoreException;

    /** The block with this hash. */
    Optional<Microblock> get(Hash32 hash) throws StoreException;

    /** All branches with this number, the first that was stored first; usually one. */
    List<Microblock> get(NodeId source, long incarnation, long seq) throws StoreException;

    /**
     * The end of the chain that is linked without a gap to the finalised frontier (or to the start of the incarnation when
     * the frontier does not list it). In a fork it follows the branch stored first, until a checkpoint decides. Empty when
     * there is nothing.
     */
    Optional<SourceHead> highest(NodeId source, long incarnation) throws StoreException;

    /** Every source and incarnation with a {@link #highest}, sorted by source. The longest list is the number of sources. */
    List<SourceHead> heads() throws StoreException;

    /** Stored blocks of a number range in order, gaps left out, all branches; at most {@link #RANGE_MAX}. */
    List<Microblock> range(NodeId source, long incarnation, long from, long to) throws StoreException;

    /**
     * The chain of a range: hashes of the blocks {@code from..to}, found by walking back from {@code range.head()} along
     * {@code prev}. Empty when a block is missing or numbers do not fit. {@code prev} of the first is not checked here.
     */
    Optional<List<Hash32>> chain(SourceRange range) throws StoreException;

    /** Makes all puts so far durable. When it returns they survive a power cut. */
    void sync() throws StoreException;

    /**
     * Stores the next decided checkpoint and moves the frontier, in one atomic and durable step. The same checkpoint again
     * is a no-op.
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

    /** The checkpoint decided at a height. */
    Optional<DecidedCheckpoint> decided(long height) throws StoreException;

    /** The decided checkpoint with the greatest height. */
    Optional<DecidedCheckpoint> latestDecided() throws StoreException;

    /** The finalised state; {@link Frontier#EMPTY} before the first checkpoint. */
    Frontier frontier() throws StoreException;

    /** The height whose checkpoint {@link #frontier} is the state after; 0 before the first. */
    long frontierHeight() throws StoreException;

    /** The height whose checkpoint holds this block number; empty when it is not finalised or its body is not kept. */
    Optional<Long> heightOf(NodeId source, long incarnation, long seq) throws StoreException;

    /** Releases everything. A second call does nothing. */
    @Override
    void close() throws StoreException;
}
