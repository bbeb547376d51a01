package com.hookprobe.identity.tpm;

import java.nio.ByteBuffer;

/** Reads a structure of a TPM or a record of this module, big-endian, front to back, up to its end. */
final class TpmReader {
    private final String what;
    private final ByteBuffer in;

    TpmReader(String what, byte[] bytes, int bytesMax) throws QuoteException {
        this.what = what;
        if (bytes.length > bytesMax) {
            throw malformed("expected at most " + bytesMax + " bytes, found " + bytes.length);
        }
        this.in = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    int u8(String field) throws QuoteException {
        need(field, 1);
        return Byte.toUnsignedInt(in.get());
    }

    int u16(String field) throws QuoteException {
        need(field, 2);
        return Short.toUnsignedInt(in.getShort());
    }

    long u32(String field) throws QuoteException {
        need(field, 4);
        return Integer.toUnsignedLong(in.getInt());
    }

    /** All 64 bits; above 2^63 it reads as a negative number. */
    long u64(String field) throws QuoteException {
        need(field, 8);
        return in.getLong();
    }

    byte[] bytes(String field, int length) throws QuoteException {
        need(field, length);
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    /** A length of 2 bytes, then so many bytes. */
    byte[] sized(String field, int lengthMax) throws QuoteException {
        int length = u16(field);
        if (length > lengthMax) {
            throw malformed(field + ": expected at most " + lengthMax + " bytes, found " + length);
        }
        return bytes(field, length);
    }

    void expect(String field, long expected, long found) throws QuoteException {
        if (expected != found) {
            throw malformed(
                    field + ": expected 0x" + Long.toHexString(expected) + ", found 0x" + Long.toHexString(found));
        }
    }

    int position() {
        return in.position();
    }

    void end() throws QuoteException {
        if (in.hasRemaining()) {
            throw malformed("expected the end, found " + in.remaining() + " more bytes");
        }
    }

    QuoteException malformed(String detail) {
        return new QuoteException(QuoteException.Kind.FORMAT, what + ": " + detail);
    }

    private void need(String field, int length) throws QuoteException {
        if (in.remaining() < length) {
            throw malformed(field + ": expected " + length + " more bytes, found " + in.remaining());
        }
    }
}
