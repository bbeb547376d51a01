package com.hookprobe.dsm.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs of 256 hashes of a Merkle tree, as C2SP tlog-tiles cuts it: tile (L, N) holds the nodes 256 N to 256 N + 255 of
 * level 8 L, as many as the tree has. Everything between follows by hashing. A proof in a tree of a million leaves reads
 * three or four tiles.
 */
final class HashTile {
    /** Hashes in a full tile. */
    static final int WIDTH = 256;

    /** Tree levels between two tile levels. */
    static final int HEIGHT = 8;

    private HashTile() {}

    /** A tile and its place. */
    record Placed(int level, int index, byte[] hashes) {}

    /** Where tiles lie. */
    @FunctionalInterface
    interface Reader {
        /** A tile, full or partial, of at least the hashes that the tree has there. */
        byte[] read(int level, int index);
    }

    /** How many hashes of a tree of this size stand on a tile level. */
    static int count(int size, int level) {
        return HEIGHT * level >= Integer.SIZE ? 0 : size >> (HEIGHT * level);
    }

    /** All tiles of a tree. */
    static List<Placed> all(MerkleLevels tree) {
        List<Placed> tiles = new ArrayList<>();
        for (int level = 0; count(tree.size(), level) > 0; level++) {
            int count = count(tree.size(), level);
            for (int from = 0; from < count; from += WIDTH) {
                int n = Math.min(WIDTH, count - from);
                tiles.add(new Placed(level, from / WIDTH, tree.nodes(HEIGHT * level, from, n)));
            }
        }
        return tiles;
    }

    /** Root over 2^k hashes that stand one after the other, from offset {@code from} (in hashes) on. */
    static byte[] root(MessageDigest digest, byte[] hashes, int from, int k) {
        int n = 1 << k;
        byte[] level = Arrays.copyOfRange(hashes, from * Hash32.BYTES, (from + n) * Hash32.BYTES);
        for (; n > 1; n /= 2) {
            for (int i = 0; i < n; i += 2) {
                digest.update((byte) 1);
                digest.update(level, i * Hash32.BYTES, 2 * Hash32.BYTES);
                System.arraycopy(digest.digest(), 0, level, i / 2 * Hash32.BYTES, Hash32.BYTES);
            }
        }
        return Arrays.copyOf(level, Hash32.BYTES);
    }

    /** A tree whose nodes are read from tiles. Keeps the tiles that it has read; use it for a few proofs, then let it go. */
    static final class Nodes extends MerkleNodes {
        private final int size;
        private final Reader reader;
        private final MessageDigest digest = Hash32.digest();
        private final List<Placed> read = new ArrayList<>();

        Nodes(int size, Reader reader) {
            this.size = size;
            this.reader = reader;
        }

        @Override
        int size() {
            return size;
        }

        @Override
        byte[] node(int level, int index) {
            int tileLevel = level / HEIGHT;
            int k = level % HEIGHT;
            int first = index << k;
            byte[] tile = tile(tileLevel, first / WIDTH);
            return HashTile.root(digest, tile, first % WIDTH, k);
        }

        private byte[] tile(int level, int index) {
            for (Placed tile : read) {
                if (tile.level() == level && tile.index() == index) {
                    return tile.hashes();
                }
            }
            byte[] hashes = reader.read(level, index);
            int needed = Math.min(WIDTH, count(size, level) - index * WIDTH);
            if (hashes.length < needed * Hash32.BYTES) {
                throw new IllegalStateException("tile " + level + "/" + index + " has " + hashes.length / Hash32.BYTES
                        + " hashes, a tree of " + size + " needs " + needed);
            }
            read.add(new Placed(level, index, hashes));
            return hashes;
        }
    }
}
