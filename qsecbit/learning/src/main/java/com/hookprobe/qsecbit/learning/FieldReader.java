package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads big-endian fields and says which one is wrong. */
final class FieldReader {
    private final ByteBuffer from;

    FieldReader(byte[] bytes) {
        this.from = ByteBuffer.wrap(bytes);
    }

    /** An unsigned number of 1 to 7 bytes within a range. */
    long number(String field, int bytes, long min, long max) throws MalformedException {
        need(field, bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (from.get() & 0xff);
        }
        return within(field, value, min, max);
    }

    /** A signed number of 8 bytes within a range. */
    long signed64(String field, long min, long max) throws MalformedException {
        need(field, Long.BYTES);
        return within(field, from.getLong(), min, max);
    }

    /** So many signed numbers of 2 or 4 bytes, each within -limit..limit. */
    int[] numbers(String field, int count, int bytes, int limit) throws MalformedException {
        need(field, Math.multiplyExact(count, bytes));
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            int value = bytes == Short.BYTES ? from.getShort() : from.getInt();
            values[i] = (int) within(field, value, -limit, limit);
        }
        return values;
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

    /** A length of one byte and so many printable ASCII characters, 1 to 32. */
    String text(String field) throws MalformedException {
        String text = new String(bytes(field, (int) number(field, 1, 1, 32)), StandardCharsets.ISO_8859_1);
        if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new MalformedException(field + ": expected printable ASCII");
        }
        return text;
    }

    void end() throws MalformedException {
        if (from.hasRemaining()) {
            throw new MalformedException(from.remaining() + " bytes too many");
        }
    }

    private static long within(String field, long value, long min, long max) throws MalformedException {
        if (value < min || value > max) {
            throw new MalformedException(field + ": expected " + min + " to " + max + "; found " + value);
        }
        return value;
    }

    private void need(String field, int bytes) throws MalformedException {
        if (from.remaining() < bytes) {
            throw new MalformedException("ends within " + field);
        }
    }
}
