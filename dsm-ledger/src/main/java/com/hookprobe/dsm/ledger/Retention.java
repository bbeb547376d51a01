package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets go what is older than the policy, oldest first, in bounded steps. Before the first block of an epoch goes, the
 * epoch's tree is on disk: whoever has a block gets its proof as before. A crash in the middle is no harm: the next call
 * goes on.
 */
final class Retention {
    private static final byte[] BODIES = Keys.meta("bodies-pruned");
    private static final byte[] LEAVES = Keys.meta("leaves-pruned");
    private static final int STEP = 4_096;

    private final Tables tables;
    private final KeyValues values;
    private final Decisions decisions;
    private long bodiesPruned;
    private long leavesPruned;

    Retention(Tables tables, Decisions decisions) throws StoreException {
        this.tables = tables;
        this.values = tables.values;
        this.decisions = decisions;
        this.bodiesPruned = StoreFormat.number(values, BODIES);
        this.leavesPruned = StoreFormat.number(values, LEAVES);
    }

    long bodiesPruned() {
        return bodiesPruned;
    }

    long leavesPruned() {
        return leavesPruned;
    }

    /** True when a block with this number was final and has been let go: it must not come back by a replay. */
    boolean wasPruned(Microblock block) throws StoreException {
        if (bodiesPruned == 0) {
            return false;
        }
        FrontierEntry entry = decisions.entryAt(block.source(), bodiesPruned);
        return entry != null
                && (entry.incarnation() > block.incarnation()
                        || (entry.incarnation() == block.incarnation() && block.seq() <= entry.to()));
    }

    PruneReport prune(RetentionPolicy policy, long nowSeconds, int max) throws StoreException {
        long blocks = 0;
        long budget = max;
        while (budget > 0) {
            long deleted = pruneBodies(nowSeconds - policy.blocks().toSeconds(), budget);
            if (deleted < 0) {
                break;
            }
            blocks += deleted;
            // A height without blocks is work too.
            budget -= Math.max(1, deleted);
        }
        while (budget > 0 && pruneLeaves(nowSeconds - policy.leaves().toSeconds())) {
            budget--;
        }
        int step = (int) Math.max(0, Math.min(budget, STEP));
        OwnPruning own = new OwnPruning(tables);
        long ownBlocks = step == 0 ? 0 : own.pruneBlocks(micros(nowSeconds, policy.blocks()), step);
        long payloads = step == 0 ? 0 : own.prunePayloads(micros(nowSeconds, policy.payloads()), step);
        boolean more = step == 0 || ownBlocks == step || payloads == step;
        return new PruneReport(blocks + ownBlocks, payloads, bodiesPruned, leavesPruned, more);
    }

    private static long micros(long nowSeconds, Duration age) {
        return Math.max(0, nowSeconds - age.toSeconds()) * 1_000_000L;
    }

    /** One height or a part of it; the number of deleted blocks, or -1 when nothing is old enough. */
    private long pruneBodies(long cutoffSeconds, long budget) throws StoreException {
        @Nullable DecidedCheckpoint decided = next(bodiesPruned, cutoffSeconds);
        if (decided == null) {
            return -1;
        }
        long height = decided.height();
        long deleted = 0;
        Optional<CheckpointBody> body = decisions
                .get(height)
                .orElseThrow(() -> StoreFormat.damaged("checkpoint " + height))
                .body();
        if (body.isPresent()) {
            keepTree(decided.header(), body.get());
            for (SourceRange range : body.get().ranges()) {
                deleted += deleteRows(range, budget - deleted);
                if (deleted >= budget) {
                    return deleted;
                }
            }
        }
        StoreBatch batch = tables.batch();
        batch.put(Column.META, BODIES, Keys.height(height));
        tables.outbox.add(new Outbox.Change.BodiesPruned(height));
        tables.commit(batch, true);
        bodiesPruned = height;
        return deleted;
    }

    /** The lowest decided height above, when its epoch ended before the cutoff and it is below the frontier. */
    private @Nullable DecidedCheckpoint next(long above, long cutoffSeconds) throws StoreException {
        List<Entry> found = values.scan(Column.DECIDED, Keys.height(above + 1), Keys.height(Long.MAX_VALUE), 1);
        if (found.isEmpty()) {
            return null;
        }
        try {
            DecidedCheckpoint decided = DecidedCheckpoint.decode(found.get(0).value());
            boolean old = decided.header().epochEndSeconds() <= cutoffSeconds
                    && decided.height() < decisions.frontierHeight();
            return old ? decided : null;
        } catch (MalformedException e) {
            throw StoreFormat.damaged("a decided checkpoint", e);
        }
    }

    private void keepTree(CheckpointHeader header, CheckpointBody body) throws StoreException {
        if (header.blockCount() > 0 && !tables.trees.has(header.height())) {
            Optional<MerkleLevels> tree = decisions.epochTree(header, body);
            if (tree.isPresent()) {
                StoreBatch batch = tables.batch();
                tables.trees.addEpoch(header.height(), tree.get(), batch);
                tables.commit(batch, true);
            }
        }
    }

    private long deleteRows(SourceRange range, long budget) throws StoreException {
        byte[] first = Keys.number(range.source(), range.incarnation(), range.from());
        byte[] last = Keys.number(range.source(), range.incarnation(), range.to());
        long deleted = 0;
        List<Entry> rows;
        do {
            int step = (int) Math.min(STEP, budget - deleted);
            rows = values.scan(Column.NUMBERS, first, last, step);
            StoreBatch batch = tables.batch();
            for (Entry row : rows) {
                for (Hash32 hash : NumberRow.hashes(row.value())) {
                    deleteBlock(hash, batch);
                }
                batch.delete(Column.NUMBERS, row.key());
            }
            tables.commit(batch, false);
            deleted += rows.size();
        } while (!rows.isEmpty() && deleted < budget);
        return deleted;
    }

    private void deleteBlock(Hash32 hash, StoreBatch batch) throws StoreException {
        Microblock block = tables.blocks.get(hash);
        if (block != null) {
            batch.delete(Column.TIMES, Keys.time(block.eventType(), block.timeMicros(), hash));
            batch.delete(Column.BLOCKS, hash.bytes());
        }
    }

    private boolean pruneLeaves(long cutoffSeconds) throws StoreException {
        @Nullable DecidedCheckpoint decided = next(leavesPruned, cutoffSeconds);
        if (decided == null || decided.height() > bodiesPruned) {
            return false;
        }
        long height = decided.height();
        StoreBatch batch = tables.batch();
        Optional<CheckpointBody> body = decisions.get(height).flatMap(DecidedCheckpoint::body);
        for (SourceRange range : body.map(CheckpointBody::ranges).orElse(List.of())) {
            batch.delete(Column.RANGES, Keys.number(range.source(), range.incarnation(), range.to()));
            // The newest entry at or below the height stands for all heights from there on.
            byte[] low = Keys.history(range.source(), 0);
            byte[] high = Keys.history(range.source(), height - 1);
            for (Entry older : values.scan(Column.HISTORY, low, high, STEP)) {
                batch.delete(Column.HISTORY, older.key());
            }
        }
        EpochTile.delete(values, height, batch);
        batch.delete(Column.BODIES, Keys.height(height));
        batch.put(Column.META, LEAVES, Keys.height(height));
        tables.outbox.add(new Outbox.Change.LeavesPruned(height));
        tables.commit(batch, true);
        leavesPruned = height;
        return true;
    }
}
