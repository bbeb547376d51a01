package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns entries of the outbox into rows. It reads the ledger as it is now, which may be further than the entry: a block that
 * is gone is left out, and one that is already finalised is marked when the entry of its checkpoint comes.
 */
final class Resolver {
    private final LedgerReader ledger;
    private final StepWriter out;
    private final FrontierDiff frontier;
    private final Projection.Scope scope;

    /** Ranges of applied checkpoints of which a block came late. */
    private final Map<LateKey, SourceRange> late = new LinkedHashMap<>();

    private long height;
    private long sequence;

    private record LateKey(long height, NodeId source) {}

    Resolver(LedgerReader ledger, StepWriter out, FrontierDiff frontier, Projection.Scope scope, Position at) {
        this.ledger = ledger;
        this.out = out;
        this.frontier = frontier;
        this.scope = scope;
        this.height = at.height();
        this.sequence = at.sequence();
    }

    void apply(List<Outbox.Entry> entries) throws StoreException, ProjectionException {
        for (Outbox.Entry entry : entries) {
            if (entry.change() instanceof Outbox.Change.Stored stored) {
                for (Hash32 hash : stored.blocks()) {
                    stored(hash);
                }
            } else if (entry.change() instanceof Outbox.Change.Decided decided) {
                decided(decided.height());
            } else {
                finishLate();
                sequence = entry.sequence();
                out.prune(entry.change(), sequence, height);
            }
            sequence = entry.sequence();
            // One walk for all blocks of a range that came late: until it is done no entry since then is.
            if (late.isEmpty()) {
                out.completed(sequence, height);
            }
        }
        finishLate();
        out.flush();
    }

    private void stored(Hash32 hash) throws StoreException, ProjectionException {
        Optional<Microblock> found = ledger.get(hash);
        if (found.isEmpty()) {
            return;
        }
        Microblock block = found.get();
        Optional<Long> at = ledger.heightOf(block.source(), block.incarnation(), block.seq())
                .filter(covering -> covering <= height);
        out.block(new BlockRow(hash, block, at.isEmpty()));
        if (at.isPresent()) {
            late(at.get(), block.source());
        }
    }

    private void late(long covering, NodeId source) throws StoreException {
        LateKey key = new LateKey(covering, source);
        if (late.containsKey(key)) {
            return;
        }
        Optional<CheckpointBody> body = ledger.decided(covering).flatMap(DecidedCheckpoint::body);
        for (SourceRange range : body.map(CheckpointBody::ranges).orElse(List.of())) {
            if (range.source().equals(source)) {
                late.put(key, range);
            }
        }
    }

    private void decided(long decidedHeight) throws StoreException, ProjectionException {
        Optional<DecidedCheckpoint> found = ledger.decided(decidedHeight);
        if (found.isEmpty()) {
            return;
        }
        if (found.get().body().isEmpty() && decidedHeight <= ledger.leavesPruned()) {
            throw ProjectionException.overtaken(decidedHeight);
        }
        write(ledger, out, found.get());
        // What the walk did not find any more may wait at the target; one that has ranges will delete by them.
        if (scope == Projection.Scope.HOT && decidedHeight <= ledger.bodiesPruned()) {
            throw ProjectionException.overtaken(decidedHeight);
        }
        frontier.write(ledger, out);
        height = Math.max(height, decidedHeight);
    }

    /** A checkpoint, and before it what it makes of stored blocks. */
    static void write(LedgerReader ledger, StepWriter out, DecidedCheckpoint decided)
            throws StoreException, ProjectionException {
        for (SourceRange range : decided.body().map(CheckpointBody::ranges).orElse(List.of())) {
            RangeWalk.walk(ledger, out, decided.height(), range);
        }
        out.checkpoint(decided);
    }

    private void finishLate() throws StoreException, ProjectionException {
        for (Map.Entry<LateKey, SourceRange> each : late.entrySet()) {
            RangeWalk.walk(ledger, out, each.getKey().height(), each.getValue());
        }
        late.clear();
        out.completed(sequence, height);
    }
}
