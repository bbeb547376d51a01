package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Decided checkpoints and the frontier. Each change is one atomic, durable batch. */
final class Decisions {
    private static final byte[] LATEST = "latest".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FRONTIER_HEIGHT = "frontier-height".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FIRST_SOURCE = new byte[32];
    private static final byte[] LAST_SOURCE = new byte[32];

    static {
        Arrays.fill(LAST_SOURCE, (byte) 0xFF);
    }

    private final KeyValues values;
    private final Heads heads;
    private Frontier frontier;
    private long frontierHeight;
    private long latestHeight;

    /** A source asks for it with every block it makes, and reading it checks its body. */
    private Optional<DecidedCheckpoint> latest;

    Decisions(KeyValues values, Heads heads) throws StoreException {
        this.values = values;
        this.heads = heads;
        this.latestHeight = number(LATEST);
        this.frontierHeight = number(FRONTIER_HEIGHT);
        this.frontier = loadFrontier();
        this.latest = get(latestHeight);
    }

    Heads heads() {
        return heads;
    }

    Frontier frontier() {
        return frontier;
    }

    long frontierHeight() {
        return frontierHeight;
    }

    Optional<DecidedCheckpoint> latest() {
        return latest;
    }

    Optional<DecidedCheckpoint> get(long height) throws StoreException {
        byte[] bytes = height < 1 ? null : values.get(Column.DECIDED, Keys.height(height));
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(DecidedCheckpoint.decode(bytes));
        } catch (MalformedException e) {
            throw StoreFormat.damaged("decided checkpoint " + height, e);
        }
    }

    void put(DecidedCheckpoint decided, Frontier after, boolean next) throws StoreException {
        CheckpointHeader header = decided.header();
        refuseConflict(header);
        if (header.height() <= frontierHeight) {
            return;
        }
        if (next && header.height() != frontierHeight + 1) {
            throw new IllegalArgumentException(
                    "the frontier is at height " + frontierHeight + ", the next is not " + header.height());
        }
        if (next && decided.body().isEmpty()) {
            throw new IllegalArgumentException("a decided checkpoint needs its body, height " + header.height());
        }
        // DSM 3.3: "all roots recompute". The frontier is what the next checkpoint is checked against.
        if (!after.root().equals(header.frontierRoot())) {
            throw new IllegalArgumentException(
                    "the state given is not the one that header " + header.height() + " names");
        }
        List<Change> batch = new ArrayList<>();
        addDecided(decided, batch);
        for (FrontierEntry entry : after.entries()) {
            if (!frontier.entry(entry.source()).equals(Optional.of(entry))) {
                batch.add(Change.put(Column.FRONTIER, entry.source().bytes(), entry.encode()));
                addHead(entry, batch);
            }
        }
        batch.add(Change.put(Column.META, FRONTIER_HEIGHT, Keys.height(header.height())));
        requireSourcesKept(after);
        write(batch, decided);
        frontier = after;
        frontierHeight = header.height();
    }

    void putHeader(DecidedCheckpoint decided) throws StoreException {
        refuseConflict(decided.header());
        Optional<DecidedCheckpoint> there = get(decided.height());
        if (there.isPresent()
                && (there.get().body().isPresent() || decided.body().isEmpty())) {
            return;
        }
        List<Change> batch = new ArrayList<>();
        addDecided(decided, batch);
        write(batch, decided);
    }

    Optional<Long> heightOf(NodeId source, long incarnation, long seq) throws StoreException {
        byte[] from = Keys.number(source, incarnation, seq);
        byte[] to = Keys.number(source, incarnation, Long.MAX_VALUE);
        List<Entry> found = values.scan(Column.RANGES, from, to, 1);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            WireReader in = new WireReader(found.get(0).value());
            long height = in.u64();
            return in.u64() <= seq ? Optional.of(height) : Optional.empty();
        } catch (MalformedException e) {
            throw StoreFormat.damaged("the place of a range", e);
        }
    }

    private void addHead(FrontierEntry entry, List<Change> batch) throws StoreException {
        if (entry.to() > 0) {
            heads.decide(new SourceHead(entry.source(), entry.incarnation(), entry.to(), entry.head()))
                    .ifPresent(batch::add);
        }
    }

    private void addDecided(DecidedCheckpoint decided, List<Change> batch) {
        batch.add(Change.put(Column.DECIDED, Keys.height(decided.height()), decided.encode()));
        for (SourceRange range : decided.body().map(CheckpointBody::ranges).orElse(List.of())) {
            byte[] place =
                    new WireWriter(16).u64(decided.height()).u64(range.from()).toBytes();
            batch.add(Change.put(Column.RANGES, Keys.number(range.source(), range.incarnation(), range.to()), place));
        }
    }

    private void write(List<Change> batch, DecidedCheckpoint decided) throws StoreException {
        long height = decided.height();
        if (height > latestHeight) {
            batch.add(Change.put(Column.META, LATEST, Keys.height(height)));
        }
        values.write(batch, true);
        if (height >= latestHeight) {
            latestHeight = height;
            latest = Optional.of(decided);
        }
    }

    /** A second header at one height, or a header that does not stand on its neighbour, breaks agreement: never stored. */
    private void refuseConflict(CheckpointHeader header) throws StoreException {
        long height = header.height();
        Optional<CheckpointHeader> same = get(height).map(DecidedCheckpoint::header);
        if (same.isPresent() && !same.get().equals(header)) {
            throw new IllegalArgumentException("another checkpoint is decided at height " + height + ": "
                    + same.get().hash() + ", not " + header.hash());
        }
        Optional<CheckpointHeader> below = get(height - 1).map(DecidedCheckpoint::header);
        if (below.isPresent() && !below.get().hash().equals(header.prevHash())) {
            throw new IllegalArgumentException("header " + height + " does not name the decided one before it");
        }
        Optional<CheckpointHeader> above = get(height + 1).map(DecidedCheckpoint::header);
        if (above.isPresent() && !above.get().prevHash().equals(header.hash())) {
            throw new IllegalArgumentException(
                    "header " + height + " is not the one that the decided one after it names");
        }
    }

    private void requireSourcesKept(Frontier after) {
        for (FrontierEntry entry : frontier.entries()) {
            if (after.entry(entry.source()).isEmpty()) {
                throw new IllegalArgumentException("source " + entry.source() + " vanished from the frontier");
            }
        }
    }

    private Frontier loadFrontier() throws StoreException {
        List<FrontierEntry> entries = new ArrayList<>();
        for (Entry entry : values.scan(Column.FRONTIER, FIRST_SOURCE, LAST_SOURCE, Frontier.SOURCES_MAX)) {
            try {
                WireReader in = new WireReader(entry.value());
                entries.add(FrontierEntry.read(in));
                in.end();
            } catch (MalformedException e) {
                throw StoreFormat.damaged("a frontier entry", e);
            }
        }
        return Frontier.of(entries);
    }

    private long number(byte[] name) throws StoreException {
        byte[] value = values.get(Column.META, name);
        try {
            return value == null ? 0 : new WireReader(value).u64();
        } catch (MalformedException e) {
            throw StoreFormat.damaged("a height", e);
        }
    }
}
