package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * 32 bytes as a value: a tag, the name of a report, a decision, a node or an owner. Big-endian, ordered as unsigned bytes.
 *
 * <p>Four longs and not an array: there are hundreds of thousands of them, they are keys of maps, and no one can change
 * them.
 */
public record Bytes32(long a, long b, long c, long d) implements Comparable<Bytes32> {
    /** The length in bytes. */
    public static final int LENGTH = 32;

    /** 32 zero bytes. */
    public static final Bytes32 NONE = new Bytes32(0, 0, 0, 0);

    /**
     * The value of exactly 32 bytes.
     *
     * @throws IllegalArgumentException for another length
     */
    public static Bytes32 of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("32 bytes are needed, got " + bytes.length);
        }
        return read(ByteBuffer.wrap(bytes));
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Bytes32 ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    static Bytes32 read(ByteBuffer from) {
        return new Bytes32(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    /** The bytes, a new array. */
    public byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(LENGTH);
        write(to);
        return to.array();
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public int compareTo(Bytes32 other) {
        int order = Long.compareUnsigned(a, other.a);
        order = order != 0 ? order : Long.compareUnsigned(b, other.b);
        order = order != 0 ? order : Long.compareUnsigned(c, other.c);
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }

    @Override
    public String toString() {
        return hex();
    }

    void write(ByteBuffer to) {
        to.putLong(a).putLong(b).putLong(c).putLong(d);
    }
}
