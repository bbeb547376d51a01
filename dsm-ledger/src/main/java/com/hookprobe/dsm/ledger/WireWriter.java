package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.Arrays;

/** Writes big-endian fields into a growing buffer; the counterpart of {@link WireReader}. Not thread-safe. */
public final class WireWriter {
    private byte[] bytes;
    private int size;

    public WireWriter(int bytesExpected) {
        this.bytes = new byte[Math.max(16, bytesExpected)];
    }

    public WireWriter u8(int value) {
        return number(value, 1);
    }

    public WireWriter u16(int value) {
        return number(value, 2);
    }

    public WireWriter u32(long value) {
        return number(value, 4);
    }

    public WireWriter u64(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("u64 must be 0..2^63-1, is " + value);
        }
        return number(value, 8);
    }

    public WireWriter bytes(byte[] field) {
        grow(field.length);
        System.arraycopy(field, 0, bytes, size, field.length);
        size += field.length;
        return this;
    }

    /** A u32 length and the bytes. */
    public WireWriter sized(byte[] field) {
        return u32(field.length).bytes(field);
    }

    public WireWriter hash(Hash32 hash) {
        grow(Hash32.BYTES);
        hash.copyTo(bytes, size);
        size += Hash32.BYTES;
        return this;
    }

    public WireWriter node(NodeId node) {
        return bytes(node.bytes());
    }

    public int size() {
        return size;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private WireWriter number(long value, int width) {
        if (width < 8 && (value < 0 || value >>> (8 * width) != 0)) {
            throw new IllegalArgumentException("value " + value + " does not fit in " + width + " bytes");
        }
        grow(width);
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.multiplyExact(bytes.length, 2)));
        }
    }
}
