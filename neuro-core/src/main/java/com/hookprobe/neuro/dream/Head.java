package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.Ter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * All of the record that follows but its entropy, so that reading can begin here. NEURO 10.2; big-endian.
 *
 * <pre>
 * offset size field
 *      0    4 kind 2 in the upper two bits, 14 zero bits, CRC-16 of the record before
 *      4    4 count of the record modulo 2^32
 *      8    8 timestamp
 *     16   20 integrity
 *     36    4 CRC-32C over count u64 and offsets 0 to 35
 * </pre>
 */
record Head(long count, long timestampMicros, int chain, byte[] integrity) {
    private static final byte[] NO_ENTROPY = new byte[Ter.ENTROPY_BYTES];

    static Head of(long count, Ter ter) {
        return new Head(count, ter.timestampMicros(), ter.chain(), ter.integrity());
    }

    byte[] encode() {
        byte[] slot = ByteBuffer.allocate(Slots.BYTES)
                .putInt(Slots.KIND_HEAD << Slots.KIND_SHIFT | chain)
                .putInt((int) count)
                .putLong(timestampMicros)
                .put(integrity)
                .array();
        return Slots.seal(count, slot, Slots.NOTHING);
    }

    /** The head at {@code at} in a segment whose first record is {@code firstCount}. */
    static Head decode(byte[] bytes, int at, long firstCount) throws BadBytes {
        ByteBuffer in = ByteBuffer.wrap(bytes, at, Slots.BYTES);
        int word = in.getInt();
        if (word >>> 16 != Slots.KIND_HEAD << 14) {
            throw new BadBytes("a head", "0x%08x at its start".formatted(word));
        }
        // A segment has far fewer than 2^32 records, so the lower half of a count tells all of it.
        long count = firstCount + Integer.toUnsignedLong(in.getInt() - (int) firstCount);
        Slots.requireSeal(count, bytes, at, Slots.NOTHING);
        long timestampMicros = in.getLong();
        byte[] integrity = new byte[Ter.INTEGRITY_BYTES];
        in.get(integrity);
        return new Head(count, timestampMicros, word & 0xffff, integrity);
    }

    Ter ter(byte[] entropy) {
        return Ter.of(entropy, integrity, timestampMicros, (int) (count & 0xffff), chain);
    }

    /** The record with an entropy of zeros, for checks that do not look at the entropy. */
    Ter outline() {
        return ter(NO_ENTROPY);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Head head
                && count == head.count
                && timestampMicros == head.timestampMicros
                && chain == head.chain
                && Arrays.equals(integrity, head.integrity);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(count) * 31 + Long.hashCode(timestampMicros);
    }
}
