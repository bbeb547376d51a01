package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import com.hookprobe.identity.NodeId;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads all of a store and holds it against itself: every hash, every link, every index, every tree. Changes nothing. */
final class StoreCheck {
    private static final int STEP = 1_000;

    private final KeyValues values;
    private final Hash32 networkId;
    private final Predicate<Microblock> signature;
    private final Progress progress;
    private final Findings findings = new Findings();
    private long blocks;
    private long checkpoints;

    StoreCheck(KeyValues values, Predicate<Microblock> signature, Progress progress) throws StoreException {
        this.values = values;
        this.networkId = StoreFormat.network(values);
        this.signature = signature;
        this.progress = progress;
    }

    CheckReport run() throws StoreException {
        checkBlocks();
        checkNumbers();
        checkTimes();
        checkProofs();
        long frontierHeight = 0;
        try {
            Tables tables = new Tables(networkId, values);
            Decisions decisions = new Decisions(tables);
            frontierHeight = decisions.frontierHeight();
            checkHeads(tables);
            checkHeights(tables, decisions);
        } catch (DamagedStoreException e) {
            findings.add(String.valueOf(e.getMessage()));
        }
        return new CheckReport(networkId, blocks, checkpoints, frontierHeight, findings.count(), findings.kept());
    }

    /** Entries in steps: a visitor may not read other columns. */
    private interface Each {
        void at(Entry entry) throws StoreException;
    }

    private long each(Column column, Each each) throws StoreException {
        byte[] from = Keys.lowest(0);
        long done = 0;
        while (true) {
            List<Entry> step = values.scan(column, from, Keys.highest(PrimaryData.KEY_BYTES_MAX), STEP);
            for (Entry entry : step) {
                try {
                    each.at(entry);
                } catch (DamagedStoreException e) {
                    findings.add(String.valueOf(e.getMessage()));
                }
            }
            done += step.size();
            progress.at(column.name().toLowerCase(Locale.ROOT), done);
            if (step.size() < STEP) {
                return done;
            }
            byte[] last = step.get(step.size() - 1).key();
            from = Arrays.copyOf(last, last.length + 1);
        }
    }

    private void checkBlocks() throws StoreException {
        blocks = each(Column.BLOCKS, entry -> {
            Hash32 hash = Hash32.of(entry.key());
            Microblock block;
            try {
                block = Microblock.decode(entry.value());
            } catch (MalformedException e) {
                findings.add("block " + hash + " does not decode: " + e.getMessage());
                return;
            }
            if (!Microblock.hashOf(entry.value()).equals(hash)) {
                findings.add("block " + hash + " has another hash");
            } else if (!block.networkId().equals(networkId)) {
                findings.add("block " + hash + " is of another network");
            } else if (!signature.test(block)) {
                findings.add("block " + hash + " has a wrong signature");
            }
            byte[] row = values.get(Column.NUMBERS, Keys.number(block.source(), block.incarnation(), block.seq()));
            int branch = NumberRow.indexOf(row, entry.key());
            if (row == null
                    || branch < 0
                    || !NumberRow.follows(row, branch, block.prev().bytes())) {
                findings.add("block " + hash + " is not listed under its number");
            }
            if (values.get(Column.TIMES, Keys.time(block.eventType(), block.timeMicros(), hash)) == null) {
                findings.add("block " + hash + " is not listed under its time");
            }
        });
    }

    private void checkNumbers() throws StoreException {
        each(Column.NUMBERS, entry -> {
            if (entry.key().length != Keys.SOURCE_BYTES + 8
                    || entry.value().length == 0
                    || entry.value().length % NumberRow.BRANCH_BYTES != 0) {
                findings.add("a number's row is malformed");
                return;
            }
            for (Hash32 hash : NumberRow.hashes(entry.value())) {
                if (values.get(Column.BLOCKS, hash.bytes()) == null) {
                    findings.add(
                            "number " + BlockTable.seq(entry.key()) + " lists block " + hash + ", which is missing");
                }
            }
        });
    }

    private void checkTimes() throws StoreException {
        each(Column.TIMES, entry -> {
            Hash32 hash = TimeKey.decode(entry.key()).hash();
            Column place = entry.value().length == 0 ? Column.BLOCKS : Column.PROOFS;
            if (values.get(place, hash.bytes()) == null) {
                findings.add("a time lists block " + hash + ", which is missing");
            }
        });
    }

    private void checkHeads(Tables tables) throws StoreException {
        each(Column.HEADS, entry -> {
            NodeId source = NodeId.of(Arrays.copyOf(entry.key(), 32));
            for (SourceHead head : headsOf(entry)) {
                byte[] above = values.get(Column.NUMBERS, Keys.number(source, head.incarnation(), head.to() + 1));
                if (NumberRow.following(above, head.head().bytes()) >= 0) {
                    findings.add("the chain of " + source + " goes on behind its end " + head.to());
                }
                byte[] row = tables.blocks.row(source, head.incarnation(), head.to());
                // A decision moves an end to a block that need not be held; another branch of its number may be.
                if (row != null && NumberRow.indexOf(row, head.head().bytes()) < 0 && !wasDecided(head)) {
                    findings.add(
                            "the chain of " + source + " ends at " + head.to() + " with a block that is not there");
                }
            }
        });
    }

    private boolean wasDecided(SourceHead head) throws StoreException {
        byte[] low = Keys.history(head.source(), 0);
        byte[] high = Keys.history(head.source(), Long.MAX_VALUE);
        boolean[] found = {false};
        values.scanBack(Column.HISTORY, low, high, (key, value) -> {
            FrontierEntry entry = Decisions.entry(value);
            found[0] = entry.incarnation() == head.incarnation()
                    && entry.to() == head.to()
                    && entry.head().equals(head.head());
            return !found[0];
        });
        return found[0];
    }

    private List<SourceHead> headsOf(Entry entry) {
        try {
            WireReader key = new WireReader(entry.key());
            NodeId source = key.node();
            long incarnation = key.u32();
            WireReader value = new WireReader(entry.value());
            return List.of(new SourceHead(source, incarnation, value.u64(), value.hash()));
        } catch (MalformedException | IllegalArgumentException e) {
            findings.add("the end of a chain does not decode: " + e.getMessage());
            return List.of();
        }
    }

    private void checkHeights(Tables tables, Decisions decisions) throws StoreException {
        Retention retention = new Retention(tables, decisions);
        CheckpointLog log = new CheckpointLog();
        Map<NodeId, SourceRange> ends = new HashMap<>();
        @Nullable CheckpointHeader[] before = {null};
        checkpoints = each(Column.DECIDED, entry -> {
            DecidedCheckpoint decided;
            try {
                decided = DecidedCheckpoint.decode(entry.value());
            } catch (MalformedException e) {
                findings.add("a checkpoint does not decode: " + e.getMessage());
                return;
            }
            CheckpointHeader header = decided.header();
            long height = header.height();
            if (!Arrays.equals(entry.key(), Keys.height(height))) {
                findings.add("checkpoint " + height + " lies at another height");
            }
            CheckpointHeader last = before[0];
            if (last != null && last.height() + 1 == height && !last.hash().equals(header.prevHash())) {
                findings.add("checkpoint " + height + " does not name the one before");
            }
            before[0] = header;
            if (log.size() + 1L == height) {
                if (height > 1 && !header.logRoot().equals(log.root())) {
                    findings.add("checkpoint " + height + " names another log");
                }
                log.append(header);
            }
            checkBody(header, decisions, ends, height > retention.leavesPruned());
            checkTree(header, tables);
        });
        checkLog(tables, log);
        long height = decisions.frontierHeight();
        DecidedCheckpoint tip = decisions.bare(height);
        if (height > 0
                && (tip == null
                        || !tip.header()
                                .frontierRoot()
                                .equals(decisions.frontier().root()))) {
            findings.add("the finalised state is not the one that checkpoint " + height + " names");
        }
    }

    private void checkBody(
            CheckpointHeader header, Decisions decisions, Map<NodeId, SourceRange> ends, boolean rangesKept)
            throws StoreException {
        Optional<CheckpointBody> body = decisions.get(header.height()).flatMap(DecidedCheckpoint::body);
        long index = 0;
        for (SourceRange range : body.map(CheckpointBody::ranges).orElse(List.of())) {
            SourceRange last = ends.put(range.source(), range);
            boolean extend = last == null || last.incarnation() < range.incarnation() || last.to() + 1 == range.from();
            byte[] key = Keys.number(range.source(), range.incarnation(), range.to());
            byte[] place = new RangePlace(header.height(), range.from(), (int) index).encode();
            if (!extend || (rangesKept && !Arrays.equals(place, values.get(Column.RANGES, key)))) {
                findings.add(
                        "a range of checkpoint " + header.height() + " is not listed, or does not extend the last");
            }
            index += range.count();
        }
    }

    private void checkTree(CheckpointHeader header, Tables tables) throws StoreException {
        long height = header.height();
        if (!tables.trees.has(height)) {
            // DSM 4.5: when a block came after the decision, "when a proof is first asked for"; when one never came,
            // never.
            return;
        }
        Optional<MerkleLevels> fromTiles = EpochTile.tree(values, header);
        if (fromTiles.isEmpty()) {
            findings.add("the tree of checkpoint " + height + " does not give its root");
            return;
        }
        for (HashTile.Placed tile : HashTile.all(fromTiles.get())) {
            byte[] stored = values.get(Column.TILES, Keys.tile(height, tile.level(), tile.index()));
            if (!Arrays.equals(stored, tile.hashes())) {
                findings.add("tile " + tile.level() + "/" + tile.index() + " of checkpoint " + height + " is wrong");
            }
        }
    }

    private void checkLog(Tables tables, CheckpointLog log) throws StoreException {
        int size = tables.trees.logSize();
        if (size != log.size()) {
            findings.add("the log has " + size + " headers, the checkpoints from 1 on are " + log.size());
            return;
        }
        try {
            MerkleNodes nodes = tables.trees.nodes(Trees.LOG, size);
            List<Integer> sizes = new ArrayList<>(List.of(size));
            for (int part = 1; part < size; part *= 2) {
                sizes.add(part);
            }
            for (int part : sizes) {
                if (!nodes.root(part).equals(log.root(part))) {
                    findings.add("the tiles of the log do not give the root of its first " + part + " headers");
                }
            }
        } catch (UncheckedIOException e) {
            findings.add(String.valueOf(e.getMessage()));
        }
    }

    private void checkProofs() throws StoreException {
        each(Column.PROOFS, entry -> {
            try {
                InclusionBundle bundle = InclusionBundle.decode(entry.value());
                if (!bundle.included()
                        || !Arrays.equals(entry.key(), bundle.block().hash().bytes())) {
                    findings.add("the proof of block " + bundle.block().hash() + " does not hold");
                }
            } catch (MalformedException e) {
                findings.add("a proof does not decode: " + e.getMessage());
            }
        });
    }
}
