package com.hookprobe.dsm.ledger.kv;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key with its newest value, or the mark that it was deleted; in the log and in segments alike.
 *
 * @param key the column's number in one byte, then the key within the column
 */
record Slot(byte[] key, byte @Nullable [] value) {
    /** Of a key within its column. */
    static final int KEY_BYTES_MAX = 64 << 10;

    static final int VALUE_BYTES_MAX = 64 << 20;
    static final int HEAD_BYTES = 8;
    static final int BYTES_MAX = HEAD_BYTES + 1 + KEY_BYTES_MAX + VALUE_BYTES_MAX;
    private static final int DELETED = -1;

    /** Objects and pointers around a slot on the heap, roughly. */
    private static final int OVERHEAD_BYTES = 100;

    static Slot of(KeyValues.Change change) {
        byte[] value = change.value();
        if (change.key().length > KEY_BYTES_MAX || (value != null && value.length > VALUE_BYTES_MAX)) {
            throw new IllegalArgumentException(
                    "expected a key of at most " + KEY_BYTES_MAX + " bytes and a value of at most "
                            + VALUE_BYTES_MAX + ", found " + change.key().length + " and "
                            + (value == null ? 0 : value.length));
        }
        return new Slot(key(change.column(), change.key()), value);
    }

    /** The key of a slot. */
    @SuppressWarnings("EnumOrdinal") // The order of the columns is part of the format.
    static byte[] key(KeyValues.Column column, byte[] key) {
        byte[] whole = new byte[1 + key.length];
        whole[0] = (byte) column.ordinal();
        System.arraycopy(key, 0, whole, 1, key.length);
        return whole;
    }

    byte[] keyInColumn() {
        return Arrays.copyOfRange(key, 1, key.length);
    }

    boolean deleted() {
        return value == null;
    }

    int encodedBytes() {
        return HEAD_BYTES + key.length + (value == null ? 0 : value.length);
    }

    /** Length of a slot that begins with these lengths; -1 when there is none. */
    static int encodedBytes(int keyBytes, int valueBytes) {
        return keyBytes >= 1 && keyBytes <= 1 + KEY_BYTES_MAX && valueBytes >= DELETED && valueBytes <= VALUE_BYTES_MAX
                ? HEAD_BYTES + keyBytes + Math.max(0, valueBytes)
                : -1;
    }

    int heapBytes() {
        return OVERHEAD_BYTES + encodedBytes();
    }

    void encode(ByteBuffer out) {
        out.putInt(key.length);
        out.putInt(value == null ? DELETED : value.length);
        out.put(key);
        if (value != null) {
            out.put(value);
        }
    }

    /** The next slot, or null when the bytes are none. */
    static @Nullable Slot decode(ByteBuffer in) {
        if (in.remaining() < HEAD_BYTES) {
            return null;
        }
        int keyBytes = in.getInt();
        int valueBytes = in.getInt();
        int length = encodedBytes(keyBytes, valueBytes);
        if (length < 0 || in.remaining() < length - HEAD_BYTES) {
            return null;
        }
        byte[] key = new byte[keyBytes];
        in.get(key);
        if (valueBytes == DELETED) {
            return new Slot(key, null);
        }
        byte[] value = new byte[valueBytes];
        in.get(value);
        return new Slot(key, value);
    }
}
