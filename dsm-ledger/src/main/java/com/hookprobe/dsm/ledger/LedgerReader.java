package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What can be asked of a ledger. Implementations are safe for use by several threads. Methods throw {@link StoreException}
 * when the disk fails or what is on it is damaged, and {@link IllegalStateException} after the store is closed.
 */
public interface LedgerReader extends AutoCloseable {
    /** Largest number of items that one call returns. */
    int RANGE_MAX = 10_000;

    /** The network whose blocks it holds. */
    Hash32 networkId();

    /** The block with this hash; one that was let go as well, when its proof is kept. */
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
     * The chain of a range: hashes of the blocks {@code from..to}, found along {@code prev}. Empty when a block is missing or
     * numbers do not fit. {@code prev} of the first is not checked here. The list holds 32 bytes per block.
     */
    Optional<List<Hash32>> chain(SourceRange range) throws StoreException;

    /** Blocks of a span of time behind a cursor; at most {@code max}, 1..{@link #RANGE_MAX}. */
    List<TimeKey> find(TimeQuery query, Optional<TimeKey> after, int max) throws StoreException;

    /** Stored blocks in the order of their hashes, behind {@code after} ({@link Hash32#ZERO} to begin); to copy them all. */
    List<Microblock> page(Hash32 after, int max) throws StoreException;

    /** The checkpoint decided at a height, with its body when that is kept. */
    Optional<DecidedCheckpoint> decided(long height) throws StoreException;

    /** The same without the body: a short read. */
    Optional<DecidedCheckpoint> header(long height) throws StoreException;

    /** The decided checkpoint with the greatest height. */
    Optional<DecidedCheckpoint> latestDecided() throws StoreException;

    /** The finalised state; {@link Frontier#EMPTY} before the first checkpoint. */
    Frontier frontier() throws StoreException;

    /** The height whose checkpoint {@link #frontier} is the state after; 0 before the first. */
    long frontierHeight() throws StoreException;

    /** The state after an earlier height, checked against its header; empty when it is not known whole any more. */
    Optional<Frontier> frontierAt(long height) throws StoreException;

    /** The height whose checkpoint holds this block number; empty when it is not finalised or its ranges are not kept. */
    Optional<Long> heightOf(NodeId source, long incarnation, long seq) throws StoreException;

    /** The proof of a stored block: made here, or kept from a validator. Empty when there is none (yet). */
    Optional<InclusionBundle> proof(Hash32 block) throws StoreException;

    /** The proof of a block that the caller has, and this store perhaps not any more. */
    Optional<InclusionBundle> proof(Microblock block) throws StoreException;

    /**
     * A tile of 1..256 hashes of 32 bytes, as C2SP tlog-tiles cuts a Merkle tree: nodes {@code 256 * index} and on, of level
     * {@code 8 * level}.
     *
     * @param tree 0 for the log of checkpoints, a height for its epoch's tree
     */
    Optional<byte[]> tile(long tree, int level, int index) throws StoreException;

    /** Headers 1..logSize are here without a gap, and in the tiles of tree 0. */
    int logSize() throws StoreException;

    /** Roots and proofs of the log of checkpoints, read from its tiles. */
    LogProofs logProofs() throws StoreException;

    /** No blocks of this height and below are kept; 0 when nothing was let go. */
    long bodiesPruned() throws StoreException;

    /** No leaf hashes of this height and below are kept. */
    long leavesPruned() throws StoreException;

    /** The sealed payload of an own block. */
    Optional<byte[]> payload(Hash32 payloadHash) throws StoreException;

    /** Releases everything. A second call does nothing. */
    @Override
    void close() throws StoreException;
}
