package com.hookprobe.testsupport;

/**
 * Reads a fuzzer's bytes as a small program: numbers and pieces, one after the other. After the end all numbers are 0 and
 * all pieces are shorter or empty, so any bytes are a program. Not thread-safe.
 */
public final class FuzzInput {
    private final byte[] bytes;
    private int at;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** True while there are bytes. */
    public boolean more() {
        return at < bytes.length;
    }

    /** How many bytes there are still. */
    public int left() {
        return bytes.length - at;
    }

    /** 0 to 255. */
    public int u8() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    /** 0 to 65535, big-endian. */
    public int u16() {
        return u8() << 8 | u8();
    }

    /** 32 bits, big-endian. */
    public int i32() {
        return u16() << 16 | u16();
    }

    /** 64 bits, big-endian. */
    public long i64() {
        return (long) i32() << 32 | i32() & 0xffff_ffffL;
    }

    /** 0 to {@code bound - 1}; the bound is 1 to 256. */
    public int below(int bound) {
        return u8() % bound;
    }

    /** At most so many of the next bytes. */
    public byte[] bytes(int most) {
        byte[] piece = new byte[Math.min(most, left())];
        System.arraycopy(bytes, at, piece, 0, piece.length);
        at += piece.length;
        return piece;
    }

    /** All the rest. */
    public byte[] rest() {
        return bytes(left());
    }
}
