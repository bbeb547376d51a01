package com.hookprobe.dsm.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The complete subtrees of a growing tree, in memory: level k holds the roots of all aligned runs of 2^k leaves. */
final class MerkleLevels extends MerkleNodes {
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
            return slice(index, 1);
        }

        byte[] slice(int index, int n) {
            return Arrays.copyOfRange(hashes, index * Hash32.BYTES, (index + n) * Hash32.BYTES);
        }
    }

    private final List<Level> levels = new ArrayList<>();
    private final MessageDigest digest = Hash32.digest();
    private int size;

    @Override
    int size() {
        return size;
    }

    @Override
    byte[] node(int level, int index) {
        return levels.get(level).get(index);
    }

    /** Nodes index..index+n-1 of a level, one after the other. */
    byte[] nodes(int level, int index, int n) {
        return levels.get(level).slice(index, n);
    }

    void append(byte[] leaf) {
        appendHash(leafHash(digest, leaf));
    }

    /** Appends a leaf that is hashed already. */
    void appendHash(byte[] leafHash) {
        if (size == LEAVES_MAX) {
            throw new IllegalStateException("the tree is full: " + LEAVES_MAX + " leaves");
        }
        byte[] hash = leafHash;
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
}
