package com.hookprobe.dsm.ledger;

import java.util.List;

/**
 * An RFC 6962 Merkle tree over a fixed list of leaves. The root of no leaves is SHA-256 of the empty string. Not
 * thread-safe.
 */
public final class MerkleTree {
    private final MerkleLevels levels = new MerkleLevels();

    private MerkleTree() {}

    /** Hashes all leaves. The tree keeps hashes only. */
    public static MerkleTree of(List<byte[]> leaves) {
        MerkleTree tree = new MerkleTree();
        leaves.forEach(tree.levels::append);
        return tree;
    }

    /** DSM 2.5: the tree of an epoch; the leaves are the 32-byte hashes of its blocks sorted by (source, seq). */
    public static MerkleTree ofHashes(List<Hash32> hashes) {
        MerkleTree tree = new MerkleTree();
        hashes.forEach(hash -> tree.levels.append(hash.bytes()));
        return tree;
    }

    public int size() {
        return levels.size();
    }

    public Hash32 root() {
        return levels.root(levels.size());
    }

    /** Proof that the leaf at the index, 0..size-1, is under the root. */
    public InclusionProof inclusionProof(int index) {
        return levels.inclusion(index, levels.size());
    }

    /** Proof that the tree of the first {@code oldSize} leaves, 1..size, is a prefix of this one. */
    public ConsistencyProof consistencyProof(int oldSize) {
        return levels.consistency(oldSize, levels.size());
    }
}
