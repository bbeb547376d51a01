package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes blocks in: one atomic batch for many, with their numbers, times, chain ends and the outbox's entry. */
final class Ingest {
    private static final PutResult DUPLICATE = new PutResult(PutResult.Outcome.DUPLICATE, Optional.empty());
    private static final PutResult STORED = new PutResult(PutResult.Outcome.STORED, Optional.empty());

    private final Tables tables;
    private final Retention retention;

    Ingest(Tables tables, Retention retention) {
        this.tables = tables;
        this.retention = retention;
    }

    List<PutResult> put(List<Microblock> blocks, int branchesMax) throws StoreException {
        StoreBatch batch = tables.batch();
        List<PutResult> results = new ArrayList<>(blocks.size());
        List<Hash32> stored = new ArrayList<>(blocks.size());
        for (Microblock block : blocks) {
            results.add(put(block, branchesMax, batch, stored));
        }
        if (!stored.isEmpty()) {
            tables.outbox.stored(stored);
            tables.commit(batch, false);
        }
        return results;
    }

    private PutResult put(Microblock block, int branchesMax, StoreBatch batch, List<Hash32> stored)
            throws StoreException {
        byte[] bytes = block.encode();
        Hash32 hash = Microblock.hashOf(bytes);
        byte[] name = hash.bytes();
        byte[] numberKey = Keys.number(block.source(), block.incarnation(), block.seq());
        // Above the highest number there is nothing to look up: the usual case costs no read.
        boolean fresh = block.seq() > tables.heads.end(block.source(), block.incarnation()).highest;
        byte[] row = fresh ? null : batch.row(numberKey);
        if (NumberRow.indexOf(row, name) >= 0 || (!fresh && wasLetGo(block, hash, row))) {
            return DUPLICATE;
        }
        int branches = NumberRow.branches(row);
        Optional<Hash32> first = first(row);
        // DSM 2.4 rule 5: two branches of a fork may be stored, the third is dropped.
        if (branches >= branchesMax) {
            return new PutResult(PutResult.Outcome.REFUSED_BRANCH, first);
        }
        batch.put(Column.BLOCKS, name, bytes);
        batch.putRow(numberKey, NumberRow.with(row, name, block.prev()));
        batch.put(Column.TIMES, Keys.time(block.eventType(), block.timeMicros(), hash), TimeIndex.HELD);
        tables.heads.extend(block, name, batch);
        stored.add(hash);
        return branches == 0 ? STORED : new PutResult(PutResult.Outcome.FORK, first);
    }

    /** What was let go must not come back by a replay. A source's own block is then still held in its proof. */
    private boolean wasLetGo(Microblock block, Hash32 hash, byte @Nullable [] row) throws StoreException {
        return (row == null && retention.wasPruned(block)) || tables.values.get(Column.PROOFS, hash.bytes()) != null;
    }

    private static Optional<Hash32> first(byte @Nullable [] row) {
        return row == null ? Optional.empty() : Optional.of(Hash32.wrap(NumberRow.hash(row, 0)));
    }
}
