package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The linked end of each source's chain. A head moves up when the next block names it as {@code prev}; blocks that came too
 * early are linked as soon as the gap is filled. The ends used last are kept in memory.
 */
final class Heads {
    /** A batch has fewer sources than this; some 200 bytes each. */
    private static final int KEPT_MAX = 16_384;

    private static final int SWEEP = KEPT_MAX / 8;

    /** The end of one chain as it will be when the batch is written. */
    static final class End {
        private final byte[] key;
        /** Number of the linked end, 0 for none. */
        long to;
        /** Its hash; of number 0 what the first block names as the one before. */
        byte[] head;
        /** Highest number of which anything is stored, or was: never below {@link #to}. */
        long highest;

        private boolean moved;

        private End(byte[] key, long to, byte[] head, long highest) {
            this.key = key;
            this.to = to;
            this.head = head;
            this.highest = highest;
        }

        void move(long number, byte[] hash) {
            to = number;
            head = hash;
            moved = true;
        }
    }

    private record Name(NodeId source, long incarnation) {}

    private final Hash32 networkId;
    private final KeyValues values;
    private final BlockTable blocks;
    private final Map<Name, End> kept = new LinkedHashMap<>(256, 0.75f, true);
    private final List<End> moved = new ArrayList<>();

    Heads(Hash32 networkId, KeyValues values, BlockTable blocks) {
        this.networkId = networkId;
        this.values = values;
        this.blocks = blocks;
    }

    Optional<SourceHead> get(NodeId source, long incarnation) throws StoreException {
        End end = end(source, incarnation);
        return end.to == 0
                ? Optional.empty()
                : Optional.of(new SourceHead(source, incarnation, end.to, Hash32.of(end.head)));
    }

    List<SourceHead> all() throws StoreException {
        List<SourceHead> heads = new ArrayList<>();
        byte[] last = Keys.highest(Keys.SOURCE_BYTES);
        for (Entry entry : values.scan(Column.HEADS, new byte[0], last, Integer.MAX_VALUE)) {
            heads.add(decode(entry.key(), entry.value()));
        }
        return heads;
    }

    End end(NodeId source, long incarnation) throws StoreException {
        Name name = new Name(source, incarnation);
        End known = kept.get(name);
        if (known != null) {
            return known;
        }
        byte[] key = Keys.source(source, incarnation);
        byte[] value = values.get(Column.HEADS, key);
        End end;
        if (value == null) {
            byte[] start =
                    Microblock.genesisPrev(networkId, source, incarnation).bytes();
            end = new End(key, 0, start, blocks.highestNumber(source, incarnation));
        } else {
            SourceHead head = decode(key, value);
            long highest = Math.max(head.to(), blocks.highestNumber(source, incarnation));
            end = new End(key, head.to(), head.head().bytes(), highest);
        }
        if (kept.size() >= KEPT_MAX && moved.isEmpty()) {
            sweep();
        }
        kept.put(name, end);
        return end;
    }

    private void sweep() {
        Iterator<End> eldest = kept.values().iterator();
        for (int i = 0; i < SWEEP && eldest.hasNext(); i++) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Links a new block whose row is in the batch. */
    void extend(Microblock block, byte[] hash, StoreBatch batch) throws StoreException {
        End end = end(block.source(), block.incarnation());
        boolean above = block.seq() < end.highest;
        end.highest = Math.max(end.highest, block.seq());
        if (block.seq() == end.to + 1 && block.prev().equals(Hash32.wrap(end.head))) {
            move(end, block.seq(), hash);
            if (above) {
                climb(block.source(), block.incarnation(), end, batch);
            }
        }
    }

    /**
     * Follows a decision. A head whose chain runs through the decided block stays; any other one (none, lower, or on a branch
     * that lost) moves to the decided block and from there up.
     */
    void decide(SourceHead decided, StoreBatch batch) throws StoreException {
        End end = end(decided.source(), decided.incarnation());
        if (!runsThrough(end, decided)) {
            move(end, decided.to(), decided.head().bytes());
            end.highest = Math.max(end.highest, decided.to());
            climb(decided.source(), decided.incarnation(), end, batch);
        }
    }

    private boolean runsThrough(End end, SourceHead decided) throws StoreException {
        byte[] wanted = decided.head().bytes();
        if (end.to <= decided.to()) {
            return end.to == decided.to() && Arrays.equals(end.head, wanted);
        }
        byte[] row = blocks.row(decided.source(), decided.incarnation(), decided.to());
        if (NumberRow.branches(row) <= 1) {
            // The chain has no gap, so it runs through the only block with this number.
            return NumberRow.indexOf(row, wanted) == 0;
        }
        SourceRange above =
                new SourceRange(decided.source(), decided.incarnation(), decided.to(), end.to, Hash32.of(end.head));
        return blocks.chain(above)
                .map(chain -> Arrays.equals(chain.bytes(0), wanted))
                .orElse(false);
    }

    private void climb(NodeId source, long incarnation, End end, StoreBatch batch) throws StoreException {
        while (end.to < end.highest) {
            byte[] row = batch.row(Keys.number(source, incarnation, end.to + 1));
            int next = NumberRow.following(row, end.head);
            if (row == null || next < 0) {
                return;
            }
            move(end, end.to + 1, NumberRow.hash(row, next));
        }
    }

    private void move(End end, long to, byte[] head) {
        if (!end.moved) {
            moved.add(end);
        }
        end.move(to, head);
    }

    /** Puts the ends that moved into the batch. */
    void addTo(StoreBatch batch) {
        for (End end : moved) {
            byte[] value = new WireWriter(40).u64(end.to).bytes(end.head).toBytes();
            batch.put(Column.HEADS, end.key, value);
            end.moved = false;
        }
        moved.clear();
    }

    /** The batch was not written: what is in memory may be ahead of the disk. */
    void forget() {
        kept.clear();
        moved.clear();
    }

    private static SourceHead decode(byte[] key, byte[] value) throws StoreException {
        try {
            WireReader in = new WireReader(key);
            NodeId source = in.node();
            long incarnation = in.u32();
            WireReader rest = new WireReader(value);
            SourceHead head = new SourceHead(source, incarnation, rest.u64(), rest.hash());
            in.end();
            rest.end();
            return head;
        } catch (MalformedException e) {
            throw StoreFormat.damaged("a head", e);
        }
    }
}
