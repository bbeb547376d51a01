package com.hookprobe.dsm.ledger;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes inclusion bundles from the trees on disk: a few tiles are read, no block but the one asked for. */
final class Prover {
    private final Tables tables;
    private final Decisions decisions;

    Prover(Tables tables, Decisions decisions) {
        this.tables = tables;
        this.decisions = decisions;
    }

    /**
     * The bundle of a block, held here or not; empty when it is not final, or its epoch's tree cannot be had: it was let go,
     * or blocks are missing.
     */
    Optional<InclusionBundle> bundle(Microblock block) throws StoreException {
        @Nullable RangePlace place = decisions.placeOf(block.source(), block.incarnation(), block.seq());
        @Nullable DecidedCheckpoint decided = place == null ? null : decisions.bare(place.height());
        if (place == null || decided == null) {
            return Optional.empty();
        }
        CheckpointHeader header = decided.header();
        @Nullable MerkleNodes tree = tree(header);
        if (tree == null) {
            return Optional.empty();
        }
        int index = Math.toIntExact(place.index() + block.seq() - place.from());
        try {
            InclusionProof proof = tree.inclusion(index, tree.size());
            InclusionBundle bundle = new InclusionBundle(block, proof, header, decided.certificate());
            // A block on a branch that lost has a finalised number too, but it is not in the tree.
            return bundle.included() ? Optional.of(bundle) : Optional.empty();
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof StoreException cause ? cause : new StoreException("reading failed", e);
        }
    }

    /** Blocks may come after the decision that names them: then the tree is made when it is first asked for. */
    private @Nullable MerkleNodes tree(CheckpointHeader header) throws StoreException {
        if (tables.trees.has(header.height())) {
            return tables.trees.nodes(header.height(), (int) header.blockCount());
        }
        Optional<CheckpointBody> body = decisions.get(header.height()).flatMap(DecidedCheckpoint::body);
        Optional<MerkleLevels> tree = body.isEmpty() ? Optional.empty() : decisions.epochTree(header, body.get());
        if (tree.isPresent() && tables.values.writable()) {
            StoreBatch batch = tables.batch();
            tables.trees.addEpoch(header.height(), tree.get(), batch);
            tables.commit(batch, false);
        }
        return tree.orElse(null);
    }
}
