package com.hookprobe.identity;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads one record, big-endian, front to back; every read past the end is a {@link RecordException.Kind#FORMAT}. */
final class RecordReader {
    private final String what;
    private final ByteBuffer in;

    RecordReader(String what, byte[] record, int bytesMax) throws RecordException {
        this.what = what;
        if (record.length > bytesMax) {
            throw malformed("expected at most " + bytesMax + " bytes, found " + record.length);
        }
        this.in = ByteBuffer.wrap(record).asReadOnlyBuffer();
    }

    /** Reads the four magic bytes and the version byte that every record begins with. */
    void header(byte[] magic, int version) throws RecordException {
        if (!Arrays.equals(bytes("magic", magic.length), magic)) {
            throw malformed("expected another first " + magic.length + " bytes: this is not a " + what);
        }
        int found = u8("version");
        if (found != version) {
            throw new RecordException(
                    RecordException.Kind.VERSION,
                    what + ": expected version " + version + ", found " + found
                            + "; use a program of the same release as the sender's");
        }
    }

    int u8(String field) throws RecordException {
        need(field, 1);
        return Byte.toUnsignedInt(in.get());
    }

    int u16(String field) throws RecordException {
        need(field, 2);
        return Short.toUnsignedInt(in.getShort());
    }

    long u32(String field) throws RecordException {
        need(field, 4);
        return Integer.toUnsignedLong(in.getInt());
    }

    /** A number of eight bytes below 2^63. */
    long u64(String field) throws RecordException {
        return u64(field, Long.MAX_VALUE);
    }

    /** A number of eight bytes, 0 to {@code max}. */
    long u64(String field, long max) throws RecordException {
        need(field, 8);
        long value = in.getLong();
        if (value < 0 || value > max) {
            throw malformed(field + ": expected 0.." + max + ", found " + Long.toUnsignedString(value));
        }
        return value;
    }

    /** Bytes of a length that the record itself names. */
    byte[] bounded(String field, long length, int lengthMax) throws RecordException {
        if (length > lengthMax) {
            throw malformed(field + ": expected at most " + lengthMax + " bytes, found " + length);
        }
        return bytes(field, (int) length);
    }

    byte[] bytes(String field, int length) throws RecordException {
        need(field, length);
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    /** Bytes whose length is either nought or {@code fullLength}. */
    byte[] optionalBytes(String field, int length, int fullLength) throws RecordException {
        if (length != 0 && length != fullLength) {
            throw malformed(field + ": expected " + fullLength + " bytes or none, found " + length);
        }
        return bytes(field, length);
    }

    int position() {
        return in.position();
    }

    void end() throws RecordException {
        if (in.hasRemaining()) {
            throw malformed("expected the end, found " + in.remaining() + " more bytes");
        }
    }

    RecordException malformed(String detail) {
        return new RecordException(RecordException.Kind.FORMAT, what + ": " + detail);
    }

    private void need(String field, int length) throws RecordException {
        if (in.remaining() < length) {
            throw malformed(field + ": expected " + length + " more bytes, found " + in.remaining());
        }
    }
}
