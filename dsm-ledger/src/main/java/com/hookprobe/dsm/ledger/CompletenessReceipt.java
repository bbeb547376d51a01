package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows that these are all blocks of a source's incarnation that became final between two checkpoints: where it stood after the
 * first, where after the second, and the chain between. Leaving one out breaks the chain; forced inclusion (DSM 3.7) is why what
 * honest validators held cannot have been kept out of the checkpoints.
 *
 * <pre>
 * version u16 (1) | source 32 | incarnation u32 | u8 0, or 1 and the state before | the state after | count u32 | blocks, each u16 length
 * </pre>
 *
 * @param before the state after the checkpoint that the period follows; empty: from the genesis on
 * @param after the state after the last checkpoint of the period
 * @param blocks all of them, in order; at most 10,000
 */
public record CompletenessReceipt(
        NodeId source, long incarnation, Optional<SourceState> before, SourceState after, List<Microblock> blocks) {
    /** Longer periods are shown by several receipts, each beginning where the one before ends. */
    public static final int BLOCKS_MAX = LedgerReader.RANGE_MAX;

    private static final int VERSION = 1;

    public CompletenessReceipt {
        Checks.that(incarnation >= 0 && incarnation <= Microblock.INCARNATION_MAX, "incarnation", incarnation);
        Checks.that(blocks.size() <= BLOCKS_MAX, "number of blocks", blocks.size());
        blocks = List.copyOf(blocks);
    }

    /**
     * Makes the receipt of a period.
     *
     * @param fromHeight the period begins behind this height; 0 for the genesis
     * @param toHeight and ends with this one
     * @return empty when the ledger does not know the states, has let blocks go, or the incarnation was replaced by a later one
     *     before {@code toHeight}: its end does not stand in that state any more
     * @throws IllegalArgumentException when there are more than {@link #BLOCKS_MAX} blocks, or the heights are not in order
     */
    public static Optional<CompletenessReceipt> of(
            LedgerReader ledger, NodeId source, long incarnation, long fromHeight, long toHeight)
            throws StoreException {
        if (fromHeight < 0 || toHeight <= fromHeight) {
            throw new IllegalArgumentException(
                    "expected heights in order, found from " + fromHeight + " to " + toHeight);
        }
        Optional<SourceState> before = fromHeight == 0 ? Optional.empty() : SourceState.of(ledger, source, fromHeight);
        Optional<SourceState> after = SourceState.of(ledger, source, toHeight);
        if (after.isEmpty() || (fromHeight > 0 && before.isEmpty())) {
            return Optional.empty();
        }
        if (after.get()
                .entry()
                .filter(at -> at.entry().incarnation() > incarnation)
                .isPresent()) {
            return Optional.empty();
        }
        long from = before.map(state -> state.to(incarnation)).orElse(0L) + 1;
        long to = after.get().to(incarnation);
        if (to - from >= BLOCKS_MAX) {
            throw new IllegalArgumentException("expected at most " + BLOCKS_MAX + " blocks between the heights, found "
                    + (to - from + 1) + ": ask for a shorter period");
        }
        List<Microblock> blocks = new ArrayList<>();
        if (from <= to) {
            Hash32 head = after.get().entry().orElseThrow().entry().head();
            Optional<List<Hash32>> chain = ledger.chain(new SourceRange(source, incarnation, from, to, head));
            for (Hash32 hash : chain.orElse(List.of())) {
                ledger.get(hash).ifPresent(blocks::add);
            }
            if (blocks.size() != to - from + 1) {
                return Optional.empty();
            }
        }
        return Optional.of(new CompletenessReceipt(source, incarnation, before, after.get(), blocks));
    }

    /**
     * True when the blocks are all between the two states. The certificates of the two headers, and the signatures of the blocks,
     * are for the caller to check.
     */
    public boolean complete() {
        CheckpointHeader end = after.header();
        if (!after.proves(source) || before.filter(state -> !isBefore(state)).isPresent()) {
            return false;
        }
        // An incarnation that ended before the period has nothing in it; its end is not in the state any more.
        if (after.entry().filter(at -> at.entry().incarnation() > incarnation).isPresent()) {
            return false;
        }
        long seq = before.map(state -> state.to(incarnation)).orElse(0L);
        Hash32 head = seq == 0
                ? Microblock.genesisPrev(end.networkId(), source, incarnation)
                : before.orElseThrow().entry().orElseThrow().entry().head();
        for (Microblock block : blocks) {
            if (!block.source().equals(source)
                    || block.incarnation() != incarnation
                    || !block.networkId().equals(end.networkId())
                    || block.seq() != seq + 1
                    || !block.prev().equals(head)) {
                return false;
            }
            seq = block.seq();
            head = block.hash();
        }
        return seq == after.to(incarnation)
                && (seq == 0 || head.equals(after.entry().orElseThrow().entry().head()));
    }

    private boolean isBefore(SourceState state) {
        return state.proves(source)
                && state.header().height() < after.header().height()
                && state.header().networkId().equals(after.header().networkId());
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(4096 + blocks.size() * Microblock.BYTES_MAX);
        out.u16(VERSION).node(source).u32(incarnation).u8(before.isPresent() ? 1 : 0);
        before.ifPresent(state -> state.write(out));
        after.write(out);
        out.u32(blocks.size());
        for (Microblock block : blocks) {
            byte[] bytes = block.encode();
            out.u16(bytes.length).bytes(bytes);
        }
        return out.toBytes();
    }

    public static CompletenessReceipt decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u16();
        if (version != VERSION) {
            throw new MalformedException("unknown version " + version + " of a completeness receipt");
        }
        NodeId source = in.node();
        long incarnation = in.u32();
        int flag = in.u8();
        if (flag > 1) {
            throw new MalformedException("flag must be 0 or 1, is " + flag);
        }
        Optional<SourceState> before = flag == 1 ? Optional.of(SourceState.read(in)) : Optional.empty();
        SourceState after = SourceState.read(in);
        int count = in.count(BLOCKS_MAX, 2 + Microblock.BYTES_MIN);
        List<Microblock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(Microblock.decode(in.bytes(in.u16())));
        }
        in.end();
        return Checks.canonical(() -> new CompletenessReceipt(source, incarnation, before, after, blocks));
    }
}
