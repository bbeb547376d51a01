package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.Arrays;

/**
 * Reads big-endian fields strictly: it never reads past the end, never allocates more than what is there, and
 * {@link #end()} refuses trailing bytes. Not thread-safe.
 */
public final class WireReader {
    private final byte[] bytes;
    private int at;

    /** Reads the array in place; the caller must not change it meanwhile. */
    public WireReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int remaining() {
        return bytes.length - at;
    }

    /** Next field of one byte, 0..255. */
    public int u8() throws MalformedException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    /** Next field of two bytes, 0..65535. */
    public int u16() throws MalformedException {
        need(2);
        int value = (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
        at += 2;
        return value;
    }

    /** Next field of four bytes, 0..2^32-1. */
    public long u32() throws MalformedException {
        need(4);
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (bytes[at++] & 0xFF);
        }
        return value;
    }

    /** Next field of eight bytes. Values above 2^63-1 are refused, so that every u64 is a non-negative long. */
    public long u64() throws MalformedException {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[at++] & 0xFF);
        }
        if (value < 0) {
            throw new MalformedException("u64 above 2^63-1 at offset " + (at - 8));
        }
        return value;
    }

    /** Next field of the given length, copied. */
    public byte[] bytes(int length) throws MalformedException {
        need(length);
        byte[] field = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return field;
    }

    /** A u32 length, at most {@code max}, and that many bytes. */
    public byte[] sized(int max) throws MalformedException {
        long length = u32();
        if (length > max) {
            throw new MalformedException("length " + length + " above the maximum of " + max);
        }
        return bytes((int) length);
    }

    public Hash32 hash() throws MalformedException {
        return Hash32.wrap(bytes(Hash32.BYTES));
    }

    public NodeId node() throws MalformedException {
        return NodeId.of(bytes(32));
    }

    /**
     * A u32 count of items, at most {@code max}. A count for which the remaining bytes cannot suffice is refused before
     * anything is allocated.
     */
    public int count(int max, int itemBytesMin) throws MalformedException {
        long count = u32();
        if (count > max) {
            throw new MalformedException("count " + count + " above the maximum of " + max);
        }
        if (count * itemBytesMin > remaining()) {
            throw new MalformedException(
                    "count " + count + " needs at least " + count * itemBytesMin + " bytes, there are " + remaining());
        }
        return (int) count;
    }

    /** Refuses trailing bytes. */
    public void end() throws MalformedException {
        if (remaining() != 0) {
            throw new MalformedException(remaining() + " trailing bytes");
        }
    }

    private void need(int length) throws MalformedException {
        if (length > remaining()) {
            throw new MalformedException("needs " + length + " bytes at offset " + at + ", there are " + remaining());
        }
    }
}
