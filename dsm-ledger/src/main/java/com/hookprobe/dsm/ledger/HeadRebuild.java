package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.identity.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the linked end of every chain again: up from the frontier, from the end that was stored, or from the start, whichever
 * leads highest.
 */
final class HeadRebuild {
    private final Hash32 networkId;
    private final KeyValues values;
    private final Tables tables;

    HeadRebuild(Hash32 networkId, KeyValues values, Tables tables) {
        this.networkId = networkId;
        this.values = values;
        this.tables = tables;
    }

    void run(Progress progress) throws StoreException {
        Frontier frontier = new Decisions(tables).frontier();
        long done = 0;
        byte[] key = firstNumber(Keys.lowest(Keys.SOURCE_BYTES));
        while (key != null) {
            byte[] source = Arrays.copyOf(key, Keys.SOURCE_BYTES);
            rebuild(source, frontier);
            progress.at("chains", ++done);
            // Behind every number of this source.
            key = firstNumber(Arrays.copyOf(Keys.number(source, Long.MAX_VALUE), Keys.SOURCE_BYTES + 9));
        }
        // Chains of which only the end is known: everything else was let go.
        for (FrontierEntry entry : frontier.entries()) {
            if (entry.to() > 0) {
                rebuild(Keys.source(entry.source(), entry.incarnation()), frontier);
            }
        }
    }

    private byte @Nullable [] firstNumber(byte[] from) throws StoreException {
        List<byte[]> found = new ArrayList<>(1);
        values.scan(Column.NUMBERS, from, Keys.highest(Keys.SOURCE_BYTES + 8), (key, value) -> {
            found.add(key);
            return false;
        });
        return found.isEmpty() ? null : found.get(0);
    }

    private void rebuild(byte[] sourceKey, Frontier frontier) throws StoreException {
        NodeId source = NodeId.of(Arrays.copyOf(sourceKey, 32));
        long incarnation = incarnation(sourceKey);
        Optional<FrontierEntry> entry =
                frontier.entry(source).filter(it -> it.incarnation() == incarnation && it.to() > 0);
        byte[] stored = values.get(Column.HEADS, sourceKey);
        long to = 0;
        byte[] head = Microblock.genesisPrev(networkId, source, incarnation).bytes();
        if (entry.isPresent()) {
            to = entry.get().to();
            head = entry.get().head().bytes();
        }
        if (stored != null
                && stored.length == 40
                && to(stored) > to
                && (entry.isEmpty() || leadsTo(sourceKey, to, head, stored))) {
            to = to(stored);
            head = Arrays.copyOfRange(stored, 8, 40);
        }
        StoreBatch batch = tables.batch();
        while (true) {
            byte[] row = values.get(Column.NUMBERS, Keys.number(source, incarnation, to + 1));
            int branch = NumberRow.following(row, head);
            if (row == null || branch < 0) {
                break;
            }
            head = NumberRow.hash(row, branch);
            to++;
        }
        if (to > 0) {
            batch.put(
                    Column.HEADS,
                    sourceKey,
                    new WireWriter(40).u64(to).bytes(head).toBytes());
        } else {
            batch.delete(Column.HEADS, sourceKey);
        }
        values.write(batch.changes(), false);
    }

    /** True when the stored end stands on the decided block. */
    private boolean leadsTo(byte[] sourceKey, long to, byte[] head, byte[] stored) throws StoreException {
        long above = to(stored);
        SourceRange range = new SourceRange(
                NodeId.of(Arrays.copyOf(sourceKey, 32)),
                incarnation(sourceKey),
                to + 1,
                above,
                Hash32.of(Arrays.copyOfRange(stored, 8, 40)));
        Optional<HashList> chain = tables.blocks.chain(range);
        if (chain.isEmpty()) {
            return false;
        }
        byte[] first = values.get(Column.NUMBERS, Keys.number(range.source(), range.incarnation(), to + 1));
        int branch = NumberRow.indexOf(first, chain.get().bytes(0));
        return first != null && branch >= 0 && NumberRow.follows(first, branch, head);
    }

    private static long to(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong();
    }

    private static long incarnation(byte[] sourceKey) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(sourceKey).getInt(32));
    }
}
