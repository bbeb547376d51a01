package com.hookprobe.neuro;

/** CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected, nothing added at the end. */
final class Crc16 {
    private static final int POLYNOMIAL = 0x1021;

    private Crc16() {}

    /** The checksum of all of {@code bytes}, in [0, 65535]. */
    static int of(byte[] bytes) {
        int crc = 0xffff;
        for (byte b : bytes) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
            }
            crc &= 0xffff;
        }
        return crc;
    }
}
