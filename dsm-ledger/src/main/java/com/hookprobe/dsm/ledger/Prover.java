package com.hookprobe.dsm.ledger;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes inclusion bundles from a store. Building an epoch's tree reads all its blocks, so the trees of the last heights asked
 * for are kept: at most 16, at most 2,000,000 leaves in all (64 bytes each). Not thread-safe.
 */
public final class Prover {
    private static final int TREES_MAX = 16;
    private static final long LEAVES_MAX = 2_000_000;

    private final BlockStore store;
    private final Map<Long, MerkleTree> trees = new LinkedHashMap<>(TREES_MAX, 0.75f, true);

    public Prover(BlockStore store) {
        this.store = store;
    }

    /** The bundle of a block; empty when the block is not here, not finalised, or the epoch's blocks are not all here. */
    public Optional<InclusionBundle> bundle(Hash32 hash) throws StoreException {
        Optional<Microblock> block = store.get(hash);
        if (block.isEmpty()) {
            return Optional.empty();
        }
        Microblock found = block.get();
        Optional<Long> height = store.heightOf(found.source(), found.incarnation(), found.seq());
        Optional<DecidedCheckpoint> decided = height.isEmpty() ? Optional.empty() : store.decided(height.get());
        if (decided.isEmpty() || decided.get().body().isEmpty()) {
            return Optional.empty();
        }
        CheckpointHeader header = decided.get().header();
        Optional<MerkleTree> epoch = tree(header, decided.get().body().get());
        if (epoch.isEmpty()) {
            return Optional.empty();
        }
        int index = index(decided.get().body().get(), found);
        InclusionBundle bundle = new InclusionBundle(
                found, epoch.get().inclusionProof(index), header, decided.get().certificate());
        // A block on a branch that lost has a finalised number too, but it is not in the tree.
        return bundle.included() ? Optional.of(bundle) : Optional.empty();
    }

    /** DSM 2.5: the hashes of all blocks of the ranges, sorted by (source, seq); empty when a block is missing. */
    public static Optional<List<Hash32>> leaves(BlockStore store, List<SourceRange> ranges) throws StoreException {
        List<Hash32> leaves = new ArrayList<>();
        for (SourceRange range : ranges) {
            Optional<List<Hash32>> chain = store.chain(range);
            if (chain.isEmpty()) {
                return Optional.empty();
            }
            leaves.addAll(chain.get());
        }
        return Optional.of(leaves);
    }

    private Optional<MerkleTree> tree(CheckpointHeader header, CheckpointBody body) throws StoreException {
        MerkleTree known = trees.get(header.height());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<MerkleTree> built = leaves(store, body.ranges()).map(MerkleTree::ofHashes);
        built.ifPresent(tree -> keep(header.height(), tree));
        return built;
    }

    private void keep(long height, MerkleTree tree) {
        trees.put(height, tree);
        Iterator<MerkleTree> eldest = trees.values().iterator();
        while (trees.size() > TREES_MAX || leaves() > LEAVES_MAX) {
            eldest.next();
            eldest.remove();
        }
    }

    private long leaves() {
        return trees.values().stream().mapToLong(MerkleTree::size).sum();
    }

    private static int index(CheckpointBody body, Microblock block) {
        long before = 0;
        for (SourceRange range : body.ranges()) {
            if (range.source().equals(block.source())) {
                return Math.toIntExact(before + block.seq() - range.from());
            }
            before += range.count();
        }
        throw new IllegalStateException("the store says that this body holds source " + block.source());
    }
}
