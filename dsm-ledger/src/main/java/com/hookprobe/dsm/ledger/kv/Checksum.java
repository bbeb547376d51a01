package com.hookprobe.dsm.ledger.kv;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli) of bytes, after numbers that say where they belong. */
final class Checksum {
    static final int BYTES = 4;

    private Checksum() {}

    static int of(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static int of(long salt, byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putLong(salt).flip());
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static int of(long salt, long position, byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(salt).putLong(position).flip());
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** For messages. */
    static String text(int crc) {
        return String.format(Locale.ROOT, "CRC32C %08x", crc);
    }
}
