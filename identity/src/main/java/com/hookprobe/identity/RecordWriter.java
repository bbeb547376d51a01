package com.hookprobe.identity;

import java.io.ByteArrayOutputStream;

/** Writes one record, big-endian. */
final class RecordWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    RecordWriter u8(int value) {
        return put(value, 0xFF, 1);
    }

    RecordWriter u16(int value) {
        return put(value, 0xFFFF, 2);
    }

    RecordWriter u32(long value) {
        return put(value, 0xFFFF_FFFFL, 4);
    }

    /** A number of 8 bytes, 0..2^63-1. */
    RecordWriter u64(long value) {
        return put(value, Long.MAX_VALUE, 8);
    }

    RecordWriter bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private RecordWriter put(long value, long max, int bytes) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("expected 0.." + max + ", found " + value);
        }
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }
}
