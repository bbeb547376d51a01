package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads stored blocks: by hash, by number, by range, and the chain behind a range. */
final class BlockTable {
    private final KeyValues values;

    BlockTable(KeyValues values) {
        this.values = values;
    }

    @Nullable Microblock get(Hash32 hash) throws StoreException {
        byte[] bytes = values.get(Column.BLOCKS, hash.bytes());
        return bytes == null ? null : decode(bytes, hash);
    }

    byte @Nullable [] row(NodeId source, long incarnation, long seq) throws StoreException {
        return values.get(Column.NUMBERS, Keys.number(source, incarnation, seq));
    }

    List<Microblock> range(NodeId source, long incarnation, long from, long to, int max) throws StoreException {
        List<Microblock> found = new ArrayList<>();
        byte[] first = Keys.number(source, incarnation, Math.max(1, from));
        byte[] last = Keys.number(source, incarnation, Math.max(0, to));
        for (Entry entry : values.scan(Column.NUMBERS, first, last, max)) {
            for (Hash32 hash : NumberRow.hashes(entry.value())) {
                Microblock block = get(hash);
                if (block != null && found.size() < max) {
                    found.add(block);
                }
            }
        }
        return found;
    }

    /** Blocks in the order of their hashes, behind one. */
    List<Microblock> page(Hash32 after, int max) throws StoreException {
        List<Microblock> found = new ArrayList<>();
        byte[] start = after.bytes();
        values.scan(Column.BLOCKS, start, Keys.highest(Hash32.BYTES), (key, value) -> {
            if (!Arrays.equals(key, start)) {
                found.add(decode(value, Hash32.of(key)));
            }
            return found.size() < max;
        });
        return found;
    }

    /** Highest number of which any branch is stored, 0 for none. */
    long highestNumber(NodeId source, long incarnation) throws StoreException {
        byte[] low = Keys.number(source, incarnation, 0);
        byte[] high = Keys.number(source, incarnation, Long.MAX_VALUE);
        List<byte[]> found = new ArrayList<>(1);
        values.scanBack(Column.NUMBERS, low, high, (key, value) -> {
            found.add(key);
            return false;
        });
        return found.isEmpty() ? 0 : seq(found.get(0));
    }

    static long seq(byte[] numberKey) throws StoreException {
        try {
            WireReader in = new WireReader(numberKey);
            in.bytes(Keys.SOURCE_BYTES);
            return in.u64();
        } catch (MalformedException e) {
            throw StoreFormat.damaged("the key of a number", e);
        }
    }

    /** Hashes of from..to that end at the range's head; empty when one is missing. */
    Optional<HashList> chain(SourceRange range) throws StoreException {
        if (range.count() > CheckpointHeader.BLOCKS_MAX) {
            return Optional.empty();
        }
        byte[] first = Keys.number(range.source(), range.incarnation(), range.from());
        byte[] last = Keys.number(range.source(), range.incarnation(), range.to());
        byte[] head = range.head().bytes();
        HashList hashes = new HashList((int) range.count());
        // Without a fork each number has one block and each names the one before: one scan in the order of the disk.
        values.scan(Column.NUMBERS, first, last, (key, row) -> {
            boolean links = NumberRow.branches(row) == 1
                    && seq(key) == range.from() + hashes.size()
                    && (hashes.isEmpty() || NumberRow.follows(row, 0, hashes.bytes(hashes.size() - 1)));
            if (links) {
                hashes.add(row, 0);
            }
            return links;
        });
        if (hashes.size() == range.count() && hashes.endsWith(head)) {
            return Optional.of(hashes);
        }
        return chainBack(range, first, last);
    }

    /** In a fork only the head says which branch it is. */
    private Optional<HashList> chainBack(SourceRange range, byte[] first, byte[] last) throws StoreException {
        HashList hashes = new HashList(16);
        byte[][] at = {range.head().bytes()};
        values.scanBack(Column.NUMBERS, first, last, (key, row) -> {
            int branch = NumberRow.indexOf(row, at[0]);
            if (branch < 0 || seq(key) != range.to() - hashes.size()) {
                return false;
            }
            hashes.add(at[0], 0);
            at[0] = NumberRow.prev(row, branch);
            return true;
        });
        if (hashes.size() != range.count()) {
            return Optional.empty();
        }
        hashes.reverse();
        return Optional.of(hashes);
    }

    static Microblock decode(byte[] bytes, Hash32 hash) throws StoreException {
        try {
            return Microblock.decode(bytes);
        } catch (MalformedException e) {
            throw StoreFormat.damaged("microblock " + hash, e);
        }
    }
}
