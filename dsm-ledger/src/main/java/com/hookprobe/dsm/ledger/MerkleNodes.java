package com.hookprobe.dsm.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The complete subtrees of an RFC 6962 tree, wherever they lie, and what follows from them: node (k, i) is the root over the
 * leaves i * 2^k to (i + 1) * 2^k - 1.
 *
 * <p>RFC 6962 splits n leaves at the largest power of two below n, so every left half is such a subtree, and a root or a
 * proof for any earlier size costs O(log n) look-ups. Leaves are hashed behind 0x00 and nodes behind 0x01: a node can
 * never pass for a leaf. Nothing is duplicated on odd levels, so two different leaf lists never share a root by shape
 * (the fault of CVE-2012-2459).
 */
abstract class MerkleNodes {
    /** DSM 3.1: max blocks in a checkpoint is below this; the checkpoint log reaches it after 9,500 years. */
    static final int LEAVES_MAX = 1 << 30;

    private final MessageDigest digest = Hash32.digest();

    abstract int size();

    /** A complete subtree; asked for only when all its leaves are below {@link #size}. */
    abstract byte[] node(int level, int index);

    /** Root over the first {@code n} leaves. */
    Hash32 root(int n) {
        checkSize(n);
        return n == 0 ? Hash32.wrap(digest.digest()) : Hash32.wrap(subtree(0, n));
    }

    /** RFC 6962 2.1.1: PATH(index, D[n]). */
    InclusionProof inclusion(int index, int n) {
        checkSize(n);
        if (index < 0 || index >= n) {
            throw new IllegalArgumentException("leaf " + index + " of a tree of " + n);
        }
        List<Hash32> path = new ArrayList<>();
        path(index, 0, n, path);
        return new InclusionProof(index, n, path);
    }

    /** RFC 6962 2.1.2: PROOF(m, D[n]). */
    ConsistencyProof consistency(int m, int n) {
        checkSize(n);
        if (m < 1 || m > n) {
            throw new IllegalArgumentException("consistency of size " + m + " with size " + n);
        }
        List<Hash32> path = new ArrayList<>();
        subproof(m, 0, n, true, path);
        return new ConsistencyProof(m, n, path);
    }

    private void path(int index, int from, int n, List<Hash32> out) {
        if (n == 1) {
            return;
        }
        int k = Integer.highestOneBit(n - 1);
        if (index < k) {
            path(index, from, k, out);
            out.add(Hash32.wrap(subtree(from + k, n - k)));
        } else {
            path(index - k, from + k, n - k, out);
            out.add(Hash32.wrap(subtree(from, k)));
        }
    }

    private void subproof(int m, int from, int n, boolean whole, List<Hash32> out) {
        if (m == n) {
            if (!whole) {
                out.add(Hash32.wrap(subtree(from, n)));
            }
            return;
        }
        int k = Integer.highestOneBit(n - 1);
        if (m <= k) {
            subproof(m, from, k, whole, out);
            out.add(Hash32.wrap(subtree(from + k, n - k)));
        } else {
            subproof(m - k, from + k, n - k, false, out);
            out.add(Hash32.wrap(subtree(from, k)));
        }
    }

    private byte[] subtree(int from, int n) {
        if (Integer.bitCount(n) == 1) {
            int k = Integer.numberOfTrailingZeros(n);
            return node(k, from >> k);
        }
        int k = Integer.highestOneBit(n - 1);
        return nodeHash(digest, subtree(from, k), subtree(from + k, n - k));
    }

    private void checkSize(int n) {
        if (n < 0 || n > size()) {
            throw new IllegalArgumentException("tree size " + n + ", the tree has " + size());
        }
    }

    static byte[] leafHash(MessageDigest digest, byte[] leaf) {
        digest.update((byte) 0);
        return digest.digest(leaf);
    }

    static byte[] nodeHash(MessageDigest digest, byte[] left, byte[] right) {
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }
}
