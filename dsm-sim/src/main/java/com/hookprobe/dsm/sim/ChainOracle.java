package com.hookprobe.dsm.sim;

import static com.hookprobe.dsm.sim.SimulationFailure.check;

import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.SourceStatus;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The chain that honest validators commit, recomputed from raw blocks: S1, S2, S5, S6 and S7 of DSM 3.10. */
final class ChainOracle {
    final TreeMap<Long, DecidedCheckpoint> chain = new TreeMap<>();

    /** What honest validators committed besides the chain; only with more than f liars. */
    final TreeMap<Long, DecidedCheckpoint> rivals = new TreeMap<>();

    private final World world;
    private final Plan plan;
    private final List<SimNode> nodes;
    private final TreeMap<NodeId, FrontierEntry> frontier = new TreeMap<>();
    private final List<byte[]> headers = new ArrayList<>();

    /** Per source: the number that every honest validator holds since the open height began. */
    private final Map<NodeId, Long> held = new TreeMap<>();

    private final SetOracle sets;
    private long startedHeight;

    ChainOracle(World world, Plan plan, List<SimNode> nodes, SetOracle sets) {
        this.sets = sets;
        this.world = world;
        this.plan = plan;
        this.nodes = nodes;
    }

    long tip() {
        return chain.isEmpty() ? 0 : chain.lastKey();
    }

    boolean isFinal(NodeId source, long seq) {
        FrontierEntry at = frontier.get(source);
        return at != null && at.to() >= seq;
    }

    /** An honest validator reports what it holds for a height; the first one starts the count for S7. */
    void started(long height) {
        if (height > startedHeight && height == tip() + 1) {
            startedHeight = height;
            held.clear();
            for (Chain source : world.chains) {
                long least = Long.MAX_VALUE;
                for (SimNode node : nodes) {
                    least = node.liar || sets.at(height).indexOf(node.id).isEmpty()
                            ? least
                            : Math.min(least, highest(node, source.source()));
                }
                held.put(source.source(), least);
            }
        }
    }

    /** A machine lost what it had not synced: it may now report less. */
    void restarted(SimNode node) {
        if (!node.liar && sets.at(startedHeight).indexOf(node.id).isPresent()) {
            held.replaceAll((source, to) -> Math.min(to, highest(node, source)));
        }
    }

    private static long highest(SimNode node, NodeId source) {
        try {
            return node.store.inner().highest(source, 0).map(SourceHead::to).orElse(0L);
        } catch (StoreException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    void committed(SimNode node, DecidedCheckpoint checkpoint) {
        DecidedCheckpoint before = chain.get(checkpoint.height());
        if (before != null) {
            boolean same = before.header().equals(checkpoint.header());
            check(
                    same || !plan.isSafe(),
                    "S1: " + node + " commits another value at height " + checkpoint.height() + " than others did");
            if (!same) {
                rivals.putIfAbsent(checkpoint.height(), checkpoint);
            }
            return;
        }
        if (!rivals.isEmpty()) {
            return;
        }
        check(checkpoint.height() == tip() + 1, "S2: height " + checkpoint.height() + " follows " + tip());
        CheckpointHeader header = checkpoint.header();
        if (tip() > 0) {
            CheckpointHeader parent = chain.lastEntry().getValue().header();
            boolean follows = header.epoch() > parent.epoch() && header.prevEpoch() == parent.epoch();
            check(follows, "S2: epoch " + header.epoch() + " follows " + parent.epoch());
            boolean chained = header.prevHash().equals(parent.hash());
            check(chained || !plan.isSafe(), "S1: height " + header.height() + " does not follow the chain");
        }
        // With too many liars even the blocks behind a decision may be missing.
        if (plan.isSafe()) {
            recompute(checkpoint);
            sets.decided(checkpoint);
        }
        chain.put(header.height(), checkpoint);
        headers.add(header.encode());
    }

    /** S5: ranges follow the frontier, and all roots recompute from raw blocks. */
    private void recompute(DecidedCheckpoint checkpoint) {
        CheckpointHeader header = checkpoint.header();
        String where = " at height " + header.height();
        List<byte[]> leaves = new ArrayList<>();
        for (SourceRange range : checkpoint.body().orElseThrow().ranges()) {
            @Nullable FrontierEntry at = frontier.get(range.source());
            long expected = at == null ? 1 : at.to() + 1;
            check(range.from() == expected, "S5: a range starts at " + range.from() + ", not " + expected + where);
            Hash32 prev = at == null || at.to() == 0
                    ? Microblock.genesisPrev(world.genesis.networkId(), range.source(), range.incarnation())
                    : at.head();
            leaves.addAll(blocks(sets.at(header.height()), range, prev, where));
            frontier.put(
                    range.source(),
                    new FrontierEntry(
                            range.source(), range.incarnation(), range.to(), range.head(), SourceStatus.ACTIVE));
        }
        markForks(checkpoint, where);
        check(Rfc6962.root(leaves).equals(header.merkleRoot()), "S5: merkle_root does not recompute" + where);
        check(leaves.size() == header.blockCount(), "S5: block count" + where);
        List<byte[]> entries =
                frontier.values().stream().map(FrontierEntry::encode).toList();
        check(Rfc6962.root(entries).equals(header.frontierRoot()), "S5: frontier_root does not recompute" + where);
        check(Rfc6962.root(headers).equals(header.logRoot()), "S5: log_root does not recompute" + where);
        if (startedHeight == header.height()) {
            held.forEach((source, to) -> included(source, to, where));
        }
    }

    /** S7: what all honest validators held when the height began is in its checkpoint. */
    private void included(NodeId source, long to, String where) {
        @Nullable FrontierEntry at = frontier.get(source);
        boolean forked = at != null && at.status() == SourceStatus.FORKED || mayFork(source);
        check(
                forked || to == 0 || at != null && at.to() >= to,
                "S7: block " + to + " of source " + source + " was held by all honest validators and is left out"
                        + where);
    }

    private boolean mayFork(NodeId source) {
        return SimSources.mayFork(plan, world, source);
    }

    /** S6: at the moment of a decision f+1 honest validators can read every block. */
    private List<byte[]> blocks(ValidatorSet set, SourceRange range, Hash32 prev, String where) {
        int holders = 0;
        List<byte[]> leaves = new ArrayList<>();
        for (SimNode node : nodes) {
            Optional<List<Hash32>> held =
                    node.liar || set.indexOf(node.id).isEmpty() ? Optional.empty() : chainOf(node, range);
            if (held.isPresent()) {
                if (holders++ == 0) {
                    held.get().forEach(hash -> leaves.add(hash.bytes()));
                    linked(node, held.get(), range, prev, where);
                }
            }
        }
        int needed = SetOracle.faults(set) + 1 - plan.amnesiacs().size();
        check(holders >= needed, "S6: only " + holders + " honest validators hold the decided blocks" + where);
        return leaves;
    }

    private static void linked(SimNode node, List<Hash32> hashes, SourceRange range, Hash32 prev, String where) {
        Hash32 before = prev;
        long seq = range.from();
        for (Hash32 hash : hashes) {
            Microblock block = read(node, hash);
            boolean right = block.hash().equals(hash)
                    && block.prev().equals(before)
                    && block.seq() == seq++
                    && block.source().equals(range.source());
            check(right, "S5: the blocks of a range are not one chain" + where);
            before = hash;
        }
        check(before.equals(range.head()), "S5: a range does not end at its head" + where);
    }

    private static Microblock read(SimNode node, Hash32 hash) {
        try {
            return node.store.inner().get(hash).orElseThrow();
        } catch (StoreException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    static Optional<List<Hash32>> chainOf(SimNode node, SourceRange range) {
        try {
            return node.store.inner().chain(range);
        } catch (StoreException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private void markForks(DecidedCheckpoint checkpoint, String where) {
        for (byte[] item : checkpoint.body().orElseThrow().evidence()) {
            if (item[0] != ForkEvidence.KIND) {
                continue;
            }
            try {
                ForkEvidence fork = ForkEvidence.decode(item);
                NodeId source = fork.first().source();
                check(mayFork(source), "S11: the honest source " + source + " is marked as forked" + where);
                @Nullable FrontierEntry at = frontier.get(source);
                frontier.put(
                        source,
                        at == null
                                ? new FrontierEntry(
                                        source, fork.first().incarnation(), 0, Hash32.ZERO, SourceStatus.FORKED)
                                : at.with(SourceStatus.FORKED));
            } catch (MalformedException e) {
                throw new SimulationFailure("S5: evidence that cannot be read" + where);
            }
        }
    }

    /** S6: what this machine has committed is on its disk, and is what was decided. */
    void keeps(SimNode node) {
        try {
            long height = node.store.inner().frontierHeight();
            check(
                    height >= node.committedHeight,
                    "S6: " + node + " committed height " + node.committedHeight + " and has " + height);
            for (long h = 1; h <= node.committedHeight && plan.isSafe(); h++) {
                Optional<DecidedCheckpoint> kept = node.store.inner().decided(h);
                DecidedCheckpoint decided = chain.get(h);
                boolean same = kept.isPresent()
                        && decided != null
                        && kept.get().header().equals(decided.header());
                check(same, "S6: height " + h + " of " + node + " is lost or changed");
            }
        } catch (StoreException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }
}
