package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.Optional;

/**
 * A source's own chain: makes the next block, stores it durably, and only then hands it out. So a crash can lose a block
 * that nobody saw, but never give one number to two blocks. Not thread-safe.
 */
public final class SourceChain {
    private final BlockStore store;
    private final NodeId source;
    private final long incarnation;
    private final Hash32 networkId;
    private final BlockSigner signer;

    public SourceChain(BlockStore store, Hash32 networkId, NodeId source, long incarnation, BlockSigner signer) {
        this.store = store;
        this.networkId = networkId;
        this.source = source;
        this.incarnation = incarnation;
        this.signer = signer;
    }

    /**
     * Appends one event.
     *
     * @param timeMicros the wall clock, microseconds since 1970
     * @return the signed block, durable in the store
     */
    public Microblock append(EventType type, Hash32 payloadHash, Optional<NeuroBlock> neuro, long timeMicros)
            throws StoreException {
        Optional<SourceHead> head = store.highest(source, incarnation);
        Optional<CheckpointHeader> anchor = store.latestDecided().map(DecidedCheckpoint::header);
        Microblock block = new MicroblockDraft(
                        networkId,
                        source,
                        incarnation,
                        head.map(SourceHead::to).orElse(0L) + 1,
                        head.map(SourceHead::head)
                                .orElseGet(() -> Microblock.genesisPrev(networkId, source, incarnation)),
                        anchor.map(CheckpointHeader::height).orElse(0L),
                        anchor.map(CheckpointHeader::hash).orElse(Hash32.ZERO),
                        timeMicros,
                        type,
                        payloadHash,
                        neuro)
                .sign(signer);
        PutResult result = store.put(block);
        if (result.outcome() != PutResult.Outcome.STORED) {
            throw new StoreException("the store of source " + source + " holds another block " + block.seq()
                    + " already (" + result.outcome()
                    + "); the key was used elsewhere, or an old backup was restored: enrol a new incarnation");
        }
        store.sync();
        return block;
    }
}
