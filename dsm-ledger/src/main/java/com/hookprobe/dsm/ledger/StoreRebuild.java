package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds a store from {@link PrimaryData}: every entry is judged before it is taken, every index is made anew. What is not
 * right is left out and named.
 */
final class StoreRebuild implements PrimaryData.Sink {
    private static final int BATCH = 2_000;
    private final Hash32 networkId;
    private final KeyValues to;
    private final Tables tables;
    private final Findings findings;
    private StoreBatch batch;
    private long taken;

    StoreRebuild(Hash32 networkId, KeyValues to, Findings findings) throws StoreException {
        this.networkId = networkId;
        this.to = to;
        this.findings = findings;
        StoreFormat.check(to, networkId);
        this.tables = new Tables(networkId, to);
        this.batch = tables.batch();
    }

    long taken() {
        return taken;
    }

    @Override
    public void take(Column column, byte[] key, byte[] value) throws StoreException {
        try {
            switch (column) {
                case META, HEADS, PAYLOADS, TILES -> batch.put(column, key, value);
                case DECIDED -> takeDecided(key, value);
                case BODIES -> takeBody(key, value);
                case HISTORY -> takeHistory(key, value);
                case FRONTIER -> takeFrontier(key, value);
                case BLOCKS -> takeBlock(key, value);
                case PROOFS -> takeProof(key, value);
                default -> throw new MalformedException("not a primary column");
            }
            taken++;
        } catch (MalformedException | DamagedStoreException | IllegalArgumentException e) {
            findings.add(column + " " + HexFormat.of().formatHex(key) + ": " + e.getMessage());
        }
        // What follows reads what came before.
        if (batch.size() >= BATCH || column != Column.BLOCKS) {
            flush();
        }
    }

    private void flush() throws StoreException {
        if (!batch.isEmpty()) {
            to.write(batch.changes(), false);
            batch = tables.batch();
        }
    }

    private void takeDecided(byte[] key, byte[] value) throws MalformedException, StoreException {
        DecidedCheckpoint decided = DecidedCheckpoint.decode(value);
        requireNetwork(decided.header().networkId());
        requireKey(key, Keys.height(decided.height()));
        DecidedCheckpoint bare = DecidedCheckpoint.headerOnly(decided.header(), decided.certificate());
        batch.put(Column.DECIDED, key, bare.encode());
        // Format 1 kept the body with it.
        if (decided.body().isPresent()) {
            Decisions.putBody(decided.height(), decided.body().get(), batch);
        }
    }

    private void takeBody(byte[] key, byte[] value) throws MalformedException, StoreException {
        byte[] decided = to.get(Column.DECIDED, key);
        if (decided == null) {
            throw new MalformedException("the body of a checkpoint that is not here");
        }
        CheckpointHeader header = DecidedCheckpoint.decode(decided).header();
        CheckpointBody body = CheckpointBody.decode(value);
        if (!body.matches(header)) {
            throw new MalformedException("the body is not its header's");
        }
        Decisions.putBody(header.height(), body, batch);
    }

    private void takeHistory(byte[] key, byte[] value) throws MalformedException, StoreException {
        FrontierEntry entry = Decisions.entry(value);
        if (key.length != 40 || !Arrays.equals(key, 0, 32, entry.source().bytes(), 0, 32)) {
            throw new MalformedException("an entry of another source");
        }
        batch.put(Column.HISTORY, key, value);
    }

    private void takeFrontier(byte[] key, byte[] value) throws MalformedException, StoreException {
        FrontierEntry entry = Decisions.entry(value);
        requireKey(key, entry.source().bytes());
        batch.put(Column.FRONTIER, key, value);
        byte[] height = to.get(Column.META, Keys.meta("frontier-height"));
        if (height != null && Decisions.entryAt(to, entry.source(), Long.MAX_VALUE) == null) {
            // Format 1 had no history: it begins where the store stands.
            batch.put(Column.HISTORY, Keys.history(entry.source(), new WireReader(height).u64()), value);
        }
    }

    private void takeBlock(byte[] key, byte[] value) throws MalformedException, StoreException {
        Microblock block = Microblock.decode(value);
        requireNetwork(block.networkId());
        requireKey(key, Microblock.hashOf(value).bytes());
        byte[] number = Keys.number(block.source(), block.incarnation(), block.seq());
        batch.put(Column.BLOCKS, key, value);
        batch.putRow(number, NumberRow.with(batch.row(number), key, block.prev()));
        batch.put(Column.TIMES, Keys.time(block.eventType(), block.timeMicros(), Hash32.of(key)), TimeIndex.HELD);
    }

    private void takeProof(byte[] key, byte[] value) throws MalformedException, StoreException {
        InclusionBundle bundle = InclusionBundle.decode(value);
        Microblock block = bundle.block();
        requireNetwork(block.networkId());
        requireKey(key, block.hash().bytes());
        if (!bundle.included()) {
            throw new MalformedException("the proof does not hold");
        }
        batch.put(Column.PROOFS, key, value);
        if (to.get(Column.BLOCKS, key) == null) {
            batch.put(Column.TIMES, Keys.time(block.eventType(), block.timeMicros(), block.hash()), TimeIndex.IN_PROOF);
        }
    }

    /** Makes what follows from all that was taken. */
    void finish(Progress progress) throws StoreException {
        flush();
        long heights = finishHeights(progress);
        to.write(List.of(Change.put(Column.META, Keys.meta("latest"), Keys.height(heights))), false);
        checkFrontier();
        new HeadRebuild(networkId, to, tables).run(progress);
        to.sync();
    }

    private long finishHeights(Progress progress) throws StoreException {
        Decisions decisions = new Decisions(tables);
        long last = 0;
        while (true) {
            List<Entry> next = to.scan(Column.DECIDED, Keys.height(last + 1), Keys.height(Long.MAX_VALUE), 1);
            if (next.isEmpty()) {
                progress.at("trees", last);
                return last;
            }
            DecidedCheckpoint decided = decode(next.get(0).value());
            last = decided.height();
            StoreBatch trees = tables.batch();
            finishTree(decided.header(), decisions, trees);
            if (tables.trees.pendingLogSize() + 1L == last) {
                tables.trees.appendLog(decided.header(), trees);
            }
            tables.commit(trees, false);
            if (last % 1_000 == 0) {
                progress.at("trees", last);
            }
        }
    }

    private void finishTree(CheckpointHeader header, Decisions decisions, StoreBatch trees) throws StoreException {
        if (header.blockCount() == 0) {
            return;
        }
        Optional<MerkleLevels> tree = EpochTile.tree(to, header);
        if (tree.isEmpty()) {
            Optional<CheckpointBody> body = decisions.get(header.height()).flatMap(DecidedCheckpoint::body);
            tree = body.isEmpty() ? Optional.empty() : decisions.epochTree(header, body.get());
        }
        EpochTile.delete(to, header.height(), trees);
        tree.ifPresent(whole -> tables.trees.addEpoch(header.height(), whole, trees));
    }

    /** The state is written twice, as it stands and as it came to be: either will do. */
    private void checkFrontier() throws StoreException {
        Decisions decisions = new Decisions(tables);
        long height = decisions.frontierHeight();
        @Nullable DecidedCheckpoint decided = decisions.bare(height);
        if (height == 0 || (decided != null && isStateAfter(decided, decisions.frontier()))) {
            return;
        }
        Frontier history = Frontier.of(newestUpTo(height));
        StoreBatch change = tables.batch();
        for (Entry entry : to.scan(Column.FRONTIER, Keys.lowest(32), Keys.highest(32), Integer.MAX_VALUE)) {
            change.delete(Column.FRONTIER, entry.key());
        }
        if (decided != null && isStateAfter(decided, history)) {
            history.entries()
                    .forEach(entry -> change.put(Column.FRONTIER, entry.source().bytes(), entry.encode()));
        } else {
            findings.add(
                    "the frontier of height " + height
                            + " is not whole: the node begins before the first checkpoint and fetches the state from its peers");
            change.delete(Column.META, Keys.meta("frontier-height"));
        }
        to.write(change.changes(), false);
    }

    private static boolean isStateAfter(DecidedCheckpoint decided, Frontier state) {
        return state.root().equals(decided.header().frontierRoot());
    }

    /** Of each source the newest entry at or below a height. */
    private List<FrontierEntry> newestUpTo(long height) throws StoreException {
        Map<NodeId, FrontierEntry> newest = new HashMap<>();
        to.scan(Column.HISTORY, Keys.lowest(40), Keys.highest(40), (key, value) -> {
            // Taken before: a source and a height. Heights rise within a source.
            if (ByteBuffer.wrap(key).getLong(32) <= height) {
                FrontierEntry entry = Decisions.entry(value);
                newest.put(entry.source(), entry);
            }
            return true;
        });
        return List.copyOf(newest.values());
    }

    private static DecidedCheckpoint decode(byte[] bytes) throws StoreException {
        try {
            return DecidedCheckpoint.decode(bytes);
        } catch (MalformedException e) {
            throw StoreFormat.damaged("a decided checkpoint", e);
        }
    }

    private void requireNetwork(Hash32 network) throws MalformedException {
        if (!network.equals(networkId)) {
            throw new MalformedException("of network " + network);
        }
    }

    private static void requireKey(byte[] key, byte[] wanted) throws MalformedException {
        if (!Arrays.equals(key, wanted)) {
            throw new MalformedException("its content has another name");
        }
    }
}
