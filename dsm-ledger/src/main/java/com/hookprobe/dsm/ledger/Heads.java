package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The linked end of each source's chain. A head moves up when the next block names it as {@code prev}; blocks that came too
 * early are linked as soon as the gap is filled.
 */
final class Heads {
    private static final byte[] LAST_KEY = new byte[36];

    static {
        Arrays.fill(LAST_KEY, (byte) 0xFF);
    }

    private final Hash32 networkId;
    private final KeyValues values;

    Heads(Hash32 networkId, KeyValues values) {
        this.networkId = networkId;
        this.values = values;
    }

    Optional<SourceHead> get(NodeId source, long incarnation) throws StoreException {
        byte[] key = Keys.source(source, incarnation);
        byte[] value = values.get(Column.HEADS, key);
        return value == null ? Optional.empty() : Optional.of(decode(key, value));
    }

    List<SourceHead> all() throws StoreException {
        List<SourceHead> heads = new ArrayList<>();
        for (Entry entry : values.scan(Column.HEADS, new byte[0], LAST_KEY, Integer.MAX_VALUE)) {
            heads.add(decode(entry.key(), entry.value()));
        }
        return heads;
    }

    /** The change that the new, not yet stored block makes; empty when it links to nothing. */
    Optional<Change> extend(Microblock block, Hash32 hash) throws StoreException {
        Optional<SourceHead> head = get(block.source(), block.incarnation());
        long to = head.map(SourceHead::to).orElse(0L);
        Hash32 end = head.map(SourceHead::head)
                .orElseGet(() -> Microblock.genesisPrev(networkId, block.source(), block.incarnation()));
        if (block.seq() != to + 1 || !block.prev().equals(end)) {
            return Optional.empty();
        }
        return Optional.of(climb(new SourceHead(block.source(), block.incarnation(), block.seq(), hash)));
    }

    /**
     * The change that a decided entry makes. A head whose chain runs through the decided block stays; any other one (none,
     * lower, or on a branch that lost) moves to the decided block and from there up.
     */
    Optional<Change> decide(SourceHead decided) throws StoreException {
        Optional<SourceHead> head = get(decided.source(), decided.incarnation());
        if (head.isPresent() && runsThrough(head.get(), decided)) {
            return Optional.empty();
        }
        return Optional.of(climb(decided));
    }

    private boolean runsThrough(SourceHead head, SourceHead decided) throws StoreException {
        Hash32 at = head.head();
        for (long seq = head.to(); seq > decided.to(); seq--) {
            Microblock block = ChainStore.block(values, at);
            if (block == null) {
                return false;
            }
            at = block.prev();
        }
        return head.to() >= decided.to() && at.equals(decided.head());
    }

    private Change climb(SourceHead from) throws StoreException {
        SourceHead head = from;
        while (true) {
            Hash32 next = successor(head);
            if (next == null) {
                break;
            }
            head = new SourceHead(head.source(), head.incarnation(), head.to() + 1, next);
        }
        byte[] value = new WireWriter(40).u64(head.to()).hash(head.head()).toBytes();
        return Change.put(Column.HEADS, Keys.source(head.source(), head.incarnation()), value);
    }

    private @Nullable Hash32 successor(SourceHead head) throws StoreException {
        if (head.to() == Long.MAX_VALUE) {
            return null;
        }
        byte[] key = Keys.number(head.source(), head.incarnation(), head.to() + 1);
        for (Hash32 hash : ChainStore.branches(values.get(Column.NUMBERS, key))) {
            Microblock block = ChainStore.block(values, hash);
            if (block != null && block.prev().equals(head.head())) {
                return hash;
            }
        }
        return null;
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
