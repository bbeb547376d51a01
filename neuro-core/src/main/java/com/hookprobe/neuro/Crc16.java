package com.hookprobe.neuro;

/**
 * CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected, nothing added at the end. NEURO 2.1.
 *
 * <p>Four bytes at a time: the register is linear, so what four bytes do to it is the xor of what each does alone.
 */
final class Crc16 {
    private static final int POLYNOMIAL = 0x1021;
    private static final int BYTES_AT_ONCE = 4;

    /** {@code TABLES[k][b]}: what byte b turns into after itself and k more zero bytes. */
    private static final char[][] TABLES = tables();

    private static final char[] LAST = TABLES[0];
    private static final char[] THIRD = TABLES[1];
    private static final char[] SECOND = TABLES[2];
    private static final char[] FIRST = TABLES[3];

    private Crc16() {}

    /** The checksum of all of {@code bytes}, in [0, 65535]. */
    static int of(byte[] bytes) {
        int crc = 0xffff;
        int at = 0;
        for (; at + BYTES_AT_ONCE <= bytes.length; at += BYTES_AT_ONCE) {
            crc = FIRST[(bytes[at] ^ crc >> 8) & 0xff]
                    ^ SECOND[(bytes[at + 1] ^ crc) & 0xff]
                    ^ THIRD[bytes[at + 2] & 0xff]
                    ^ LAST[bytes[at + 3] & 0xff];
        }
        for (; at < bytes.length; at++) {
            crc = (crc << 8 & 0xffff) ^ LAST[(bytes[at] ^ crc >> 8) & 0xff];
        }
        return crc;
    }

    private static char[][] tables() {
        char[][] tables = new char[BYTES_AT_ONCE][256];
        for (int b = 0; b < 256; b++) {
            int crc = b << 8;
            for (int table = 0; table < BYTES_AT_ONCE; table++) {
                for (int bit = 0; bit < 8; bit++) {
                    crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
                }
                crc &= 0xffff;
                tables[table][b] = (char) crc;
            }
        }
        return tables;
    }
}
