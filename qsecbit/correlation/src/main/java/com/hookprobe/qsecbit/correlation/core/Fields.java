package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.TagKey;
import java.nio.ByteBuffer;

/** Reads big-endian fields strictly and says which one is wrong. */
final class Fields {
    private final ByteBuffer from;

    Fields(byte[] bytes) {
        this.from = ByteBuffer.wrap(bytes);
    }

    /** An unsigned number of 1, 2 or 4 bytes, not above a maximum that an int holds. */
    int number(String field, int bytes, int min, int max) throws MalformedException {
        need(field, bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (from.get() & 0xff);
        }
        if (value < min || value > max) {
            throw new MalformedException(field + " is not in " + min + ".." + max + ": " + value);
        }
        return (int) value;
    }

    /** An unsigned number of 8 bytes below 2^63. */
    long time(String field) throws MalformedException {
        need(field, Long.BYTES);
        long value = from.getLong();
        if (value < 0) {
            throw new MalformedException(field + " is out of range");
        }
        return value;
    }

    /** A number of 8 bytes: -1 for never, or a time. */
    long signed(String field) throws MalformedException {
        need(field, Long.BYTES);
        return from.getLong();
    }

    Bytes32 bytes32(String field) throws MalformedException {
        return Bytes32.of(bytes(field, Bytes32.LENGTH));
    }

    byte[] bytes(String field, int length) throws MalformedException {
        need(field, length);
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    TagKey key() throws MalformedException {
        int code = number("type", 1, 0, 255);
        IndicatorType type =
                IndicatorType.ofCode(code).orElseThrow(() -> new MalformedException("unknown type " + code));
        return new TagKey(type, time("key epoch"), bytes32("tag"));
    }

    byte[] rest() {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }

    void end() throws MalformedException {
        if (from.hasRemaining()) {
            throw new MalformedException(from.remaining() + " bytes too many");
        }
    }

    static void put(ByteBuffer to, TagKey key) {
        to.put((byte) key.type().code()).putLong(key.epoch()).put(key.tag().bytes());
    }

    private void need(String field, int bytes) throws MalformedException {
        if (from.remaining() < bytes) {
            throw new MalformedException("ends within " + field);
        }
    }
}
