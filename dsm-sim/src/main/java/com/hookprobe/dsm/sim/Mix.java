package com.hookprobe.dsm.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A fast 64-bit hash for telling contents apart. It resists accidents, not attackers. */
final class Mix {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Mix() {}

    /** The finaliser of SplitMix64: every input bit reaches every output bit. */
    static long bits(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Folds a value into a running hash; order counts. */
    static long fold(long hash, long value) {
        return bits(hash * GOLDEN + value + GOLDEN);
    }

    static long bytes(long start, byte[] b) {
        long hash = fold(start, b.length);
        int at = 0;
        for (; b.length - at >= Long.BYTES; at += Long.BYTES) {
            hash = fold(hash, (long) LONGS.get(b, at));
        }
        for (; at < b.length; at++) {
            hash = fold(hash, b[at]);
        }
        return hash;
    }

    /** Bytes that look random and follow from the key. */
    static void fill(long key, byte[] b) {
        long state = key;
        for (int at = 0; at < b.length; at++) {
            if (at % Long.BYTES == 0) {
                state = bits(state + GOLDEN);
            }
            b[at] = (byte) (state >>> (8 * (at % Long.BYTES)));
        }
    }
}
