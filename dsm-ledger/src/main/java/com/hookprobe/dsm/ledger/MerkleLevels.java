package com.hookprobe.dsm.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The complete subtrees of a growing RFC 6962 tree: level k holds the roots of all aligned runs of 2^k leaves.
 *
 * <p>RFC 6962 splits n leaves at the largest power of two below n, so every left half is such a run, and a root or a
 * proof for any earlier size costs O(log n) look-ups. Leaves are hashed behind 0x00 and nodes behind 0x01: a node can
 * never pass for a leaf. Nothing is duplicated on odd levels, so two different leaf lists never share a root by shape
 * (the fault of CVE-2012-2459).
 */
final class MerkleLevels {
    /** DSM 3.1: max blocks in a checkpoint is below this; the checkpoint log reaches it after 9,500 years. */
    static final int LEAVES_MAX = 1 << 30;

    private static final class Level {
        private byte[] hashes = new byte[4 * Hash32.BYTES];
        private int count;

        void add(byte[] hash) {
            int at = count * Hash32.BYTES;
            if (at == hashes.length) {
                hashes = Arrays.copyOf(hashes, Math.multiplyExact(hashes.length, 2));
            }
            System.arraycopy(hash, 0, hashes, at, Hash32.BYTES);
            count++;
        }

        byte[] get(int index) {
            return Arrays.copyOfRange(hashes, index * Hash32.BYTES, (index + 1) * Hash32.BYTES);
        }
    }

    private final List<Level> levels = new ArrayList<>();
    private final MessageDigest digest = Hash32.digest();
    private int size;

    int size() {
        return size;
    }

    void append(byte[] leaf) {
        if (size == LEAVES_MAX) {
            throw new IllegalStateException("the tree is full: " + LEAVES_MAX + " leaves");
        }
        byte[] hash = leafHash(digest, leaf);
        size++;
        for (int k = 0; ; k++) {
            if (levels.size() == k) {
                levels.add(new Level());
            }
            Level level = levels.get(k);
            level.add(hash);
            if (level.count % 2 == 1) {
                return;
            }
            hash = nodeHash(digest, level.get(level.count - 2), hash);
        }
    }

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
            return levels.get(k).get(from >> k);
        }
        int k = Integer.highestOneBit(n - 1);
        return nodeHash(digest, subtree(from, k), subtree(from + k, n - k));
    }

    private void checkSize(int n) {
        if (n < 0 || n > size) {
            throw new IllegalArgumentException("tree size " + n + ", the tree has " + size);
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
