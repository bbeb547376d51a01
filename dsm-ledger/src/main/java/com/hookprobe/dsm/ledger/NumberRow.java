package com.hookprobe.dsm.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All stored blocks with one number: per branch its hash and its {@code prev}, so that chains are walked without reading
 * blocks.
 */
final class NumberRow {
    static final int BRANCH_BYTES = 2 * Hash32.BYTES;

    private NumberRow() {}

    static byte[] with(byte @Nullable [] row, byte[] hash, Hash32 prev) {
        int length = row == null ? 0 : row.length;
        byte[] longer = row == null ? new byte[BRANCH_BYTES] : Arrays.copyOf(row, length + BRANCH_BYTES);
        System.arraycopy(hash, 0, longer, length, Hash32.BYTES);
        System.arraycopy(prev.bytes(), 0, longer, length + Hash32.BYTES, Hash32.BYTES);
        return longer;
    }

    /** The other branches; empty for none. */
    static byte[] without(byte @Nullable [] row, byte[] hash) {
        int branch = indexOf(row, hash);
        if (row == null || branch < 0) {
            return row == null ? new byte[0] : row;
        }
        byte[] rest = new byte[row.length - BRANCH_BYTES];
        int at = branch * BRANCH_BYTES;
        System.arraycopy(row, 0, rest, 0, at);
        System.arraycopy(row, at + BRANCH_BYTES, rest, at, rest.length - at);
        return rest;
    }

    static int branches(byte @Nullable [] row) {
        return row == null ? 0 : row.length / BRANCH_BYTES;
    }

    static byte[] hash(byte[] row, int branch) {
        int at = branch * BRANCH_BYTES;
        return Arrays.copyOfRange(row, at, at + Hash32.BYTES);
    }

    static List<Hash32> hashes(byte @Nullable [] row) {
        List<Hash32> hashes = new ArrayList<>();
        for (int i = 0; row != null && i < branches(row); i++) {
            hashes.add(Hash32.wrap(hash(row, i)));
        }
        return hashes;
    }

    /** The branch with this hash, -1 for none. */
    static int indexOf(byte @Nullable [] row, byte[] hash) {
        return find(row, hash, 0);
    }

    /** The first branch that names this block as the one before it, -1 for none. */
    static int following(byte @Nullable [] row, byte[] prev) {
        return find(row, prev, Hash32.BYTES);
    }

    static boolean follows(byte[] row, int branch, byte[] prev) {
        int at = branch * BRANCH_BYTES + Hash32.BYTES;
        return Arrays.equals(row, at, at + Hash32.BYTES, prev, 0, Hash32.BYTES);
    }

    static byte[] prev(byte[] row, int branch) {
        int at = branch * BRANCH_BYTES + Hash32.BYTES;
        return Arrays.copyOfRange(row, at, at + Hash32.BYTES);
    }

    private static int find(byte @Nullable [] row, byte[] hash, int offset) {
        for (int i = 0; row != null && i < branches(row); i++) {
            int at = i * BRANCH_BYTES + offset;
            if (Arrays.equals(row, at, at + Hash32.BYTES, hash, 0, Hash32.BYTES)) {
                return i;
            }
        }
        return -1;
    }
}
