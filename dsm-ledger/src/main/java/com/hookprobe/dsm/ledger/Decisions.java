package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decided checkpoints and the frontier. Each change is one atomic, durable batch. */
final class Decisions {
    private static final byte[] LATEST = Keys.meta("latest");
    private static final byte[] FRONTIER_HEIGHT = Keys.meta("frontier-height");

    /** Headers that lie ready behind a gap are linked into the log so many at a time. */
    private static final int LOG_STEPS = 4_096;

    private final KeyValues values;
    private final Tables tables;
    private Frontier frontier;
    private long frontierHeight;
    private long latestHeight;

    /** A source asks for it with every block it makes, and reading it checks its body. */
    private Optional<DecidedCheckpoint> latest;

    Decisions(Tables tables) throws StoreException {
        this.values = tables.values;
        this.tables = tables;
        this.latestHeight = StoreFormat.number(values, LATEST);
        this.frontierHeight = StoreFormat.number(values, FRONTIER_HEIGHT);
        this.frontier = loadFrontier();
        this.latest = get(latestHeight);
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
        @Nullable DecidedCheckpoint bare = bare(height);
        if (bare == null) {
            return Optional.empty();
        }
        byte[] body = values.get(Column.BODIES, Keys.height(height));
        if (body == null) {
            return Optional.of(bare);
        }
        try {
            return Optional.of(DecidedCheckpoint.of(bare.header(), bare.certificate(), CheckpointBody.decode(body)));
        } catch (MalformedException e) {
            throw StoreFormat.damaged("the body of checkpoint " + height, e);
        } catch (IllegalArgumentException e) {
            throw StoreFormat.damaged("the body of checkpoint " + height + " is not its header's");
        }
    }

    /** The checkpoint without its body. */
    @Nullable DecidedCheckpoint bare(long height) throws StoreException {
        byte[] bytes = height < 1 ? null : values.get(Column.DECIDED, Keys.height(height));
        if (bytes == null) {
            return null;
        }
        try {
            return DecidedCheckpoint.decode(bytes);
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
        requireSourcesKept(after);
        StoreBatch batch = tables.batch();
        addDecided(decided, batch);
        for (FrontierEntry entry : after.entries()) {
            if (!frontier.entry(entry.source()).equals(Optional.of(entry))) {
                batch.put(Column.FRONTIER, entry.source().bytes(), entry.encode());
                batch.put(Column.HISTORY, Keys.history(entry.source(), header.height()), entry.encode());
                if (entry.to() > 0) {
                    tables.heads.decide(
                            new SourceHead(entry.source(), entry.incarnation(), entry.to(), entry.head()), batch);
                }
            }
        }
        batch.put(Column.META, FRONTIER_HEIGHT, Keys.height(header.height()));
        write(batch, decided);
        frontier = after;
        frontierHeight = header.height();
    }

    void putHeader(DecidedCheckpoint decided) throws StoreException {
        refuseConflict(decided.header());
        if (bare(decided.height()) != null && (decided.body().isEmpty() || hasBody(decided.height()))) {
            return;
        }
        StoreBatch batch = tables.batch();
        addDecided(decided, batch);
        write(batch, decided);
    }

    private boolean hasBody(long height) throws StoreException {
        return values.get(Column.BODIES, Keys.height(height)) != null;
    }

    /** The range that holds a number; null when it is not finalised or the checkpoint's body is not kept. */
    @Nullable RangePlace placeOf(NodeId source, long incarnation, long seq) throws StoreException {
        byte[] from = Keys.number(source, incarnation, seq);
        byte[] to = Keys.number(source, incarnation, Long.MAX_VALUE);
        List<Entry> found = values.scan(Column.RANGES, from, to, 1);
        if (found.isEmpty()) {
            return null;
        }
        RangePlace place = RangePlace.decode(found.get(0).value());
        return place.from() <= seq ? place : null;
    }

    /**
     * The entry of a source after a height: the newest one at or below it. Whether heights are missing in between is not
     * known here.
     */
    @Nullable FrontierEntry entryAt(NodeId source, long height) throws StoreException {
        return entryAt(values, source, height);
    }

    static @Nullable FrontierEntry entryAt(KeyValues values, NodeId source, long height) throws StoreException {
        List<byte[]> found = new ArrayList<>(1);
        values.scanBack(Column.HISTORY, Keys.history(source, 0), Keys.history(source, height), (key, value) -> {
            found.add(value);
            return false;
        });
        return found.isEmpty() ? null : entry(found.get(0));
    }

    /** The state after a height; empty when it is not known whole (it was jumped over, or is too old). */
    Optional<Frontier> frontierAt(long height) throws StoreException {
        @Nullable DecidedCheckpoint decided = bare(height);
        if (height == 0) {
            return Optional.of(Frontier.EMPTY);
        }
        if (decided == null || height > frontierHeight) {
            return Optional.empty();
        }
        List<FrontierEntry> entries = new ArrayList<>();
        for (FrontierEntry now : frontier.entries()) {
            FrontierEntry then = entryAt(now.source(), height);
            if (then != null) {
                entries.add(then);
            }
        }
        Frontier at = Frontier.of(entries);
        return at.root().equals(decided.header().frontierRoot()) ? Optional.of(at) : Optional.empty();
    }

    private void addDecided(DecidedCheckpoint decided, StoreBatch batch) throws StoreException {
        batch.put(
                Column.DECIDED,
                Keys.height(decided.height()),
                DecidedCheckpoint.headerOnly(decided.header(), decided.certificate())
                        .encode());
        Optional<CheckpointBody> body = decided.body();
        if (body.isPresent()) {
            putBody(decided.height(), body.get(), batch);
            epochTree(decided.header(), body.get())
                    .ifPresent(tree -> tables.trees.addEpoch(decided.height(), tree, batch));
        }
        tables.outbox.add(new Outbox.Change.Decided(decided.height()));
        growLog(decided.header(), batch);
    }

    /** The body and where its ranges stand. */
    static void putBody(long height, CheckpointBody body, StoreBatch batch) {
        batch.put(Column.BODIES, Keys.height(height), body.encode());
        long index = 0;
        for (SourceRange range : body.ranges()) {
            byte[] key = Keys.number(range.source(), range.incarnation(), range.to());
            batch.put(Column.RANGES, key, new RangePlace(height, range.from(), (int) index).encode());
            index += range.count();
        }
    }

    /** The tree of an epoch from its blocks; empty when one is missing, or they are not those of the header. */
    Optional<MerkleLevels> epochTree(CheckpointHeader header, CheckpointBody body) throws StoreException {
        MerkleLevels tree = new MerkleLevels();
        for (SourceRange range : body.ranges()) {
            Optional<HashList> chain = tables.blocks.chain(range);
            if (chain.isEmpty()) {
                return Optional.empty();
            }
            for (int i = 0; i < chain.get().size(); i++) {
                tree.append(chain.get().bytes(i));
            }
        }
        return tree.root(tree.size()).equals(header.merkleRoot()) ? Optional.of(tree) : Optional.empty();
    }

    private void growLog(CheckpointHeader added, StoreBatch batch) throws StoreException {
        for (int i = 0; i < LOG_STEPS; i++) {
            long height = tables.trees.pendingLogSize() + 1L;
            // What lies ready may be more than one call links: the next one goes on, whatever height it adds.
            @Nullable DecidedCheckpoint next = height == added.height() ? null : bare(height);
            if (next == null && height != added.height()) {
                return;
            }
            tables.trees.appendLog(next == null ? added : next.header(), batch);
        }
    }

    private void write(StoreBatch batch, DecidedCheckpoint decided) throws StoreException {
        long height = decided.height();
        if (height > latestHeight) {
            batch.put(Column.META, LATEST, Keys.height(height));
        }
        tables.commit(batch, true);
        if (height >= latestHeight) {
            latestHeight = height;
            latest = Optional.of(decided);
        }
    }

    /** A second header at one height, or a header that does not stand on its neighbour, breaks agreement: never stored. */
    private void refuseConflict(CheckpointHeader header) throws StoreException {
        long height = header.height();
        @Nullable DecidedCheckpoint same = bare(height);
        if (same != null && !same.header().equals(header)) {
            throw new IllegalArgumentException("another checkpoint is decided at height " + height + ": "
                    + same.header().hash() + ", not " + header.hash());
        }
        @Nullable DecidedCheckpoint below = bare(height - 1);
        if (below != null && !below.header().hash().equals(header.prevHash())) {
            throw new IllegalArgumentException("header " + height + " does not name the decided one before it");
        }
        @Nullable DecidedCheckpoint above = bare(height + 1);
        if (above != null && !above.header().prevHash().equals(header.hash())) {
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
        for (Entry entry : values.scan(Column.FRONTIER, Keys.lowest(32), Keys.highest(32), Frontier.SOURCES_MAX)) {
            entries.add(entry(entry.value()));
        }
        return Frontier.of(entries);
    }

    static FrontierEntry entry(byte[] bytes) throws StoreException {
        try {
            WireReader in = new WireReader(bytes);
            FrontierEntry entry = FrontierEntry.read(in);
            in.end();
            return entry;
        } catch (MalformedException e) {
            throw StoreFormat.damaged("a frontier entry", e);
        }
    }
}
