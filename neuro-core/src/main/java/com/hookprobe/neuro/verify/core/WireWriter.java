package com.hookprobe.neuro.verify.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Big-endian bytes in the order of the calls. For what is small; weights are written in place. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireWriter u8(int value) {
        out.write(value);
        return this;
    }

    WireWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    WireWriter u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    WireWriter u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    WireWriter bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    /** Length u32, then the bytes. */
    WireWriter block(byte[] value) {
        return u32(value.length).bytes(value);
    }

    /** Length u32, then UTF-8. */
    WireWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
