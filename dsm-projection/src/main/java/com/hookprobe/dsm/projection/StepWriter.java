package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gathers rows into steps of bounded size and hands each on when it is full. */
final class StepWriter {
    /** A checkpoint counts one row for so many bytes of it. */
    private static final int BYTES_PER_ROW = 1_024;

    /** Takes a step when it is full. */
    @FunctionalInterface
    interface Sink {
        void apply(Step step) throws ProjectionException;
    }

    private final Sink sink;
    private final int rowsMax;
    private Position applied;
    private Position completed;
    private Map<Hash32, BlockRow> blocks = new LinkedHashMap<>();
    private Set<Hash32> settled = new HashSet<>();
    private Map<Hash32, Long> finalised = new HashMap<>();
    private Map<Long, DecidedCheckpoint> checkpoints = new TreeMap<>();
    private Map<NodeId, FrontierEntry> frontier = new TreeMap<>();
    private long frontierHeight;
    private long rows;

    StepWriter(Position at, int rowsMax, Sink sink) {
        this.applied = at;
        this.completed = at;
        this.rowsMax = rowsMax;
        this.sink = sink;
    }

    void block(BlockRow row) throws ProjectionException {
        blocks.put(row.hash(), row);
        count(1);
    }

    void settled(Hash32 hash) throws ProjectionException {
        settled.add(hash);
        count(1);
    }

    void finalised(Hash32 hash, long height) throws ProjectionException {
        settled.add(hash);
        finalised.put(hash, height);
        count(1);
    }

    void checkpoint(DecidedCheckpoint decided) throws ProjectionException {
        checkpoints.put(decided.height(), decided);
        int ranges =
                decided.body().map(CheckpointBody::ranges).orElse(List.of()).size();
        count(1 + ranges + decided.encode().length / BYTES_PER_ROW);
    }

    void frontier(FrontierEntry entry, long height) throws ProjectionException {
        frontier.put(entry.source(), entry);
        frontierHeight = height;
        count(1);
    }

    /** Everything up to this entry is written: the next step takes the position along. */
    void completed(long sequence, long height) {
        completed = completed.behind(sequence, height);
    }

    /** Prunes in steps of their own, so that nothing overtakes it. The entry is completed by it. */
    void prune(Outbox.Change pruned, long sequence, long height) throws ProjectionException {
        flush();
        Position next = completed.behind(sequence, height);
        sink.apply(Step.prune(applied, next, pruned));
        applied = next;
        completed = next;
    }

    /** Hands on what is gathered, if there is anything. */
    void flush() throws ProjectionException {
        if (rows == 0 && completed.equals(applied)) {
            return;
        }
        Step step = new Step(
                applied,
                completed,
                blocks,
                settled,
                finalised,
                checkpoints,
                frontier,
                frontierHeight,
                Optional.empty());
        sink.apply(step);
        applied = completed;
        blocks = new LinkedHashMap<>();
        settled = new HashSet<>();
        finalised = new HashMap<>();
        checkpoints = new TreeMap<>();
        frontier = new TreeMap<>();
        rows = 0;
    }

    private void count(long more) throws ProjectionException {
        rows += more;
        if (rows >= rowsMax) {
            flush();
        }
    }
}
