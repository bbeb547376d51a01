package com.hookprobe.neuro;

/** CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected, nothing added at the end. NEURO 2.1. */
final class Crc16 {
    private static final int POLYNOMIAL = 0x1021;
    private static final char[] TABLE = table();

    private Crc16() {}

    /** The checksum of all of {@code bytes}, in [0, 65535]. */
    static int of(byte[] bytes) {
        int crc = 0xffff;
        for (byte b : bytes) {
            crc = (crc << 8 & 0xffff) ^ TABLE[(crc >> 8 ^ b) & 0xff];
        }
        return crc;
    }

    /** What a byte at the top of the register turns into after eight shifts. */
    private static char[] table() {
        char[] table = new char[256];
        for (int top = 0; top < table.length; top++) {
            int crc = top << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
            table[top] = (char) crc;
        }
        return table;
    }
}
