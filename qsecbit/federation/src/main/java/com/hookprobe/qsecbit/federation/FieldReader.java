package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;

/** Reads big-endian fields and says which one is wrong. */
final class FieldReader {
    private final ByteBuffer from;

    FieldReader(byte[] bytes) {
        this.from = ByteBuffer.wrap(bytes);
    }

    /** An unsigned number of 1, 2 or 4 bytes within a range. */
    long number(String field, int bytes, long min, long max) throws MalformedException {
        need(field, bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (from.get() & 0xff);
        }
        if (value < min || value > max) {
            throw new MalformedException(field + " is not in " + min + ".." + max + ": " + value);
        }
        return value;
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

    Bytes32 bytes32(String field) throws MalformedException {
        need(field, Bytes32.LENGTH);
        return Bytes32.read(from);
    }

    byte[] bytes(String field, int length) throws MalformedException {
        need(field, length);
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    IndicatorType type() throws MalformedException {
        int code = (int) number("type", 1, 0, 255);
        return IndicatorType.ofCode(code).orElseThrow(() -> new MalformedException("unknown type " + code));
    }

    void end() throws MalformedException {
        if (from.hasRemaining()) {
            throw new MalformedException(from.remaining() + " bytes too many");
        }
    }

    private void need(String field, int bytes) throws MalformedException {
        if (from.remaining() < bytes) {
            throw new MalformedException("ends within " + field);
        }
    }
}
