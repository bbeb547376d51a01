package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A target in memory with transactions, that fails as it is told. */
final class ModelTarget implements Projection {
    /** What a database keeps over its restarts. */
    static final class Data {
        Position position = Position.NONE;
        final Map<Hash32, Microblock> blocks = new HashMap<>();
        final Map<Hash32, Long> heights = new HashMap<>();
        final Set<Hash32> pending = new HashSet<>();
        final Map<Long, DecidedCheckpoint> checkpoints = new TreeMap<>();
        final Map<NodeId, FrontierEntry> frontier = new HashMap<>();

        Data copy() {
            Data copy = new Data();
            copy.position = position;
            copy.blocks.putAll(blocks);
            copy.heights.putAll(heights);
            copy.pending.addAll(pending);
            copy.checkpoints.putAll(checkpoints);
            copy.frontier.putAll(frontier);
            return copy;
        }
    }

    /** What happens around a transaction. */
    interface Fate {
        void before() throws ProjectionException;

        void after() throws ProjectionException;
    }

    private final Scope scope;
    private final int rowsMax;
    private final Fate fate;
    Data data = new Data();
    long moved;

    ModelTarget(Scope scope, int rowsMax, Fate fate) {
        this.scope = scope;
        this.rowsMax = rowsMax;
        this.fate = fate;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public Scope scope() {
        return scope;
    }

    @Override
    public int rowsMax() {
        return rowsMax;
    }

    @Override
    public Position open() throws ProjectionException {
        fate.before();
        return data.position;
    }

    @Override
    public void apply(Step step) throws ProjectionException {
        fate.before();
        if (!data.position.equals(step.expected())) {
            moved++;
            throw ProjectionException.moved(step.expected(), data.position.toString());
        }
        write(step);
        data.position = step.next();
        fate.after();
    }

    private void write(Step step) {
        step.pruned().ifPresent(this::prune);
        for (BlockRow row : step.blocks().values()) {
            data.blocks.put(row.hash(), row.block());
            if (row.pending()) {
                data.pending.add(row.hash());
            }
        }
        data.pending.removeAll(step.settled());
        step.finalised().forEach((hash, height) -> {
            if (data.blocks.containsKey(hash)) {
                data.heights.put(hash, height);
            }
        });
        data.checkpoints.putAll(step.checkpoints());
        data.frontier.putAll(step.frontier());
    }

    /** As PostgreSQL does it. */
    private void prune(Outbox.Change change) {
        if (change instanceof Outbox.Change.BodiesPruned bodies) {
            DecidedCheckpoint at = data.checkpoints.get(bodies.height());
            data.blocks.values().removeIf(block -> {
                Long height = data.heights.get(block.hash());
                boolean inRange = at != null
                        && at.body().isPresent()
                        && at.body().get().ranges().stream()
                                .anyMatch(range -> range.source().equals(block.source())
                                        && block.seq() >= range.from()
                                        && block.seq() <= range.to());
                return inRange || (height != null && height <= bodies.height());
            });
            data.heights.keySet().retainAll(data.blocks.keySet());
        } else if (change instanceof Outbox.Change.LeavesPruned leaves) {
            data.checkpoints.computeIfPresent(
                    leaves.height(),
                    (height, decided) ->
                            new DecidedCheckpoint(decided.header(), decided.certificate(), Optional.empty()));
        }
    }

    @Override
    public void beginCopy(Position copying) throws ProjectionException {
        fate.before();
        data = new Data();
        data.position = copying;
        fate.after();
    }

    @Override
    public void reset() {}

    @Override
    public void leave() {}

    @Override
    public void close() {}
}
