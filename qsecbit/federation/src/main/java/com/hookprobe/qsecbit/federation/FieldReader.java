package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads big-endian fields strictly and says which one is wrong. Every method throws {@link MalformedException} when the bytes
 * end within the field, or its value is out of range. Not thread-safe.
 */
public final class FieldReader {
    private static final int TEXT_CHARS_MAX = 32;

    private final ByteBuffer from;

    /** Reads from the beginning; the array must not change meanwhile. */
    public FieldReader(byte[] bytes) {
        this.from = ByteBuffer.wrap(bytes);
    }

    /** An unsigned number of 1 to 7 bytes within a range. */
    public long number(String field, int bytes, long min, long max) throws MalformedException {
        need(field, bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (from.get() & 0xff);
        }
        return within(field, value, min, max);
    }

    /** The same, where the range is one of ints. */
    public int integer(String field, int bytes, int min, int max) throws MalformedException {
        return (int) number(field, bytes, min, max);
    }

    /** An unsigned number of 8 bytes below 2^63. */
    public long time(String field) throws MalformedException {
        return signed64(field, 0, Long.MAX_VALUE);
    }

    /** A signed number of 8 bytes within a range. */
    public long signed64(String field, long min, long max) throws MalformedException {
        need(field, Long.BYTES);
        return within(field, from.getLong(), min, max);
    }

    /** So many signed numbers of 2 or 4 bytes, each within -limit..limit. */
    public int[] numbers(String field, int count, int bytes, int limit) throws MalformedException {
        need(field, Math.multiplyExact(count, bytes));
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            int value = bytes == Short.BYTES ? from.getShort() : from.getInt();
            values[i] = (int) within(field, value, -limit, limit);
        }
        return values;
    }

    /** 32 bytes. */
    public Bytes32 bytes32(String field) throws MalformedException {
        need(field, Bytes32.LENGTH);
        return Bytes32.read(from);
    }

    /** So many bytes, a new array. */
    public byte[] bytes(String field, int length) throws MalformedException {
        need(field, length);
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    /** A length of one byte and so many printable ASCII characters, 1 to 32. */
    public String text(String field) throws MalformedException {
        String text = new String(bytes(field, integer(field, 1, 1, TEXT_CHARS_MAX)), StandardCharsets.ISO_8859_1);
        if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new MalformedException(field + ": expected printable ASCII");
        }
        return text;
    }

    /** A type of indicator, one byte. */
    public IndicatorType type() throws MalformedException {
        int code = integer("type", 1, 0, 255);
        return IndicatorType.ofCode(code).orElseThrow(() -> new MalformedException("unknown type " + code));
    }

    /** All that is left, a new array. */
    public byte[] rest() {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }

    /** Nothing may be left. */
    public void end() throws MalformedException {
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
