package com.hookprobe.dsm.ledger;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** Many hashes in one array: 32 bytes each instead of some 80 as objects. Grows by {@link #add(byte[], int)} only. */
final class HashList extends AbstractList<Hash32> implements RandomAccess {
    private byte[] hashes;
    private int count;

    HashList(int expected) {
        this.hashes = new byte[Math.max(1, expected) * Hash32.BYTES];
    }

    /** Adds the 32 bytes at the offset. */
    void add(byte[] from, int offset) {
        int at = count * Hash32.BYTES;
        if (at == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.multiplyExact(hashes.length, 2));
        }
        System.arraycopy(from, offset, hashes, at, Hash32.BYTES);
        count++;
    }

    byte[] bytes(int index) {
        int at = index * Hash32.BYTES;
        return Arrays.copyOfRange(hashes, at, at + Hash32.BYTES);
    }

    boolean endsWith(byte[] hash) {
        int at = (count - 1) * Hash32.BYTES;
        return count > 0 && Arrays.equals(hashes, at, at + Hash32.BYTES, hash, 0, Hash32.BYTES);
    }

    void reverse() {
        byte[] turned = new byte[count * Hash32.BYTES];
        for (int i = 0; i < count; i++) {
            System.arraycopy(hashes, i * Hash32.BYTES, turned, (count - 1 - i) * Hash32.BYTES, Hash32.BYTES);
        }
        hashes = turned;
    }

    @Override
    public Hash32 get(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("hash " + index + " of " + count);
        }
        return Hash32.wrap(bytes(index));
    }

    @Override
    public int size() {
        return count;
    }
}
