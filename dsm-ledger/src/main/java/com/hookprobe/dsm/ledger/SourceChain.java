package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
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

    /** One event to be sealed: its type, the hash of its payload, and the source's state if it has one. */
    public record Event(EventType type, Hash32 payloadHash, Optional<NeuroBlock> neuro) {}

    /**
     * Appends one event.
     *
     * @param timeMicros the wall clock, microseconds since 1970
     * @return the signed block, durable in the store
     */
    public Microblock append(EventType type, Hash32 payloadHash, Optional<NeuroBlock> neuro, long timeMicros)
            throws StoreException {
        return append(List.of(new Event(type, payloadHash, neuro)), timeMicros).get(0);
    }

    /**
     * Appends events in order, with one wait for the disk.
     *
     * @return the signed blocks, all durable in the store
     */
    public List<Microblock> append(List<Event> events, long timeMicros) throws StoreException {
        List<Microblock> blocks = new ArrayList<>(events.size());
        for (Event event : events) {
            blocks.add(put(event, timeMicros));
        }
        store.sync();
        return blocks;
    }

    private Microblock put(Event event, long timeMicros) throws StoreException {
        Optional<SourceHead> head = store.highest(source, incarnation);
        long seq = head.map(SourceHead::to).orElse(0L) + 1;
        // Asked before signing: a second signed block with one number is a fork, even if it only lies in our own store.
        if (!store.get(source, incarnation, seq).isEmpty()) {
            throw new StoreException("the store of source " + source + " holds another block " + seq
                    + " that does not follow its chain; the key was used elsewhere, or an old backup was restored:"
                    + " enrol a new incarnation");
        }
        Optional<CheckpointHeader> anchor = store.latestDecided().map(DecidedCheckpoint::header);
        Microblock block = new MicroblockDraft(
                        networkId,
                        source,
                        incarnation,
                        seq,
                        head.map(SourceHead::head)
                                .orElseGet(() -> Microblock.genesisPrev(networkId, source, incarnation)),
                        anchor.map(CheckpointHeader::height).orElse(0L),
                        anchor.map(CheckpointHeader::hash).orElse(Hash32.ZERO),
                        timeMicros,
                        event.type(),
                        event.payloadHash(),
                        event.neuro())
                .sign(signer);
        PutResult result = store.put(block);
        if (result.outcome() != PutResult.Outcome.STORED) {
            throw new StoreException("block " + seq + " of source " + source + " was put by somebody else meanwhile: "
                    + result.outcome());
        }
        return block;
    }
}
