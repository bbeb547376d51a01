package com.hookprobe.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A fast 64-bit hash for telling contents apart. It resists accidents, not attackers. */
public final class Mix {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Mix() {}

    /** The finaliser of SplitMix64: every input bit reaches every output bit. */
    public static long bits(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Folds a value into a running hash; order counts. */
    public static long fold(long hash, long value) {
        return bits(hash * GOLDEN + value + GOLDEN);
    }

    public static long bytes(byte[] b, int offset, int length) {
        long hash = length;
        int at = offset;
        int end = offset + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = fold(hash, (long) LONGS.get(b, at));
        }
        for (; at < end; at++) {
            hash = fold(hash, b[at]);
        }
        return hash;
    }

    /** Bytes that look random and follow from the key. */
    public static byte[] content(long key, int length) {
        byte[] b = new byte[length];
        long state = key;
        int at = 0;
        for (; length - at >= Long.BYTES; at += Long.BYTES) {
            state += GOLDEN;
            LONGS.set(b, at, bits(state));
        }
        for (; at < length; at++) {
            state += GOLDEN;
            b[at] = (byte) bits(state);
        }
        return b;
    }
}
