package com.hookprobe.htp.sim;

import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.sim.Mix;
import java.nio.ByteBuffer;

/** A set of 12-byte nonces by open addressing in primitive arrays, for many threads. */
final class NonceSet {
    private long[] low = new long[8];
    private int[] high = new int[8];
    private boolean[] present = new boolean[8];
    private int size;

    /** False when it was there already. */
    synchronized boolean add(byte[] nonce) {
        if (nonce.length != Aead.NONCE_BYTES) {
            throw new IllegalArgumentException("12 bytes wanted, got " + nonce.length);
        }
        if (2 * size >= low.length) {
            grow();
        }
        ByteBuffer b = ByteBuffer.wrap(nonce);
        return put(b.getInt(), b.getLong());
    }

    private boolean put(int h, long l) {
        int at = (int) Mix.fold(l, h) & (low.length - 1);
        while (present[at]) {
            if (low[at] == l && high[at] == h) {
                return false;
            }
            at = (at + 1) & (low.length - 1);
        }
        present[at] = true;
        low[at] = l;
        high[at] = h;
        size++;
        return true;
    }

    private void grow() {
        long[] oldLow = low;
        int[] oldHigh = high;
        boolean[] oldPresent = present;
        low = new long[2 * oldLow.length];
        high = new int[2 * oldLow.length];
        present = new boolean[2 * oldLow.length];
        size = 0;
        for (int i = 0; i < oldLow.length; i++) {
            if (oldPresent[i]) {
                put(oldHigh[i], oldLow[i]);
            }
        }
    }
}
