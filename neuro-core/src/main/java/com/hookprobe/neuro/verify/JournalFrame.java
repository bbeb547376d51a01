package com.hookprobe.neuro.verify;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The place of one sealed entry in a segment. NEURO 9.26.
 *
 * <pre>
 * offset size field
 *      0    4 magic "HPJE"
 *      4    8 number of the entry in the segment, from 0
 *     12    8 number of its group in the segment, from 0: what was written and synced at once
 *     20    4 1 in the last entry of a group, else 0
 *     24    4 length of what is sealed
 *     28    4 CRC-32C of offsets 0 to 27 and of what is sealed
 *     32    - sealed entry
 * </pre>
 *
 * @param position of the frame in the file
 * @param length of what is sealed
 */
record JournalFrame(long position, long number, long group, boolean endsGroup, int length) {
    static final int HEADER_BYTES = 32;
    private static final int MAGIC = 0x48504a45;
    private static final int CRC_AT = 28;

    long end() {
        return position + HEADER_BYTES + length;
    }

    /** Writes a frame at {@code at}; returns where the next one begins. */
    static int write(byte[] file, int at, long number, long group, boolean endsGroup, byte[] sealed) {
        ByteBuffer out = ByteBuffer.wrap(file).position(at);
        out.putInt(MAGIC)
                .putLong(number)
                .putLong(group)
                .putInt(endsGroup ? 1 : 0)
                .putInt(sealed.length);
        out.putInt(crc(file, at, sealed, 0, sealed.length)).put(sealed);
        return out.position();
    }

    /** The frame at {@code at}, when there is one with the right CRC. */
    static Optional<JournalFrame> read(byte[] file, int at) {
        if (file.length - at < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(file).position(at);
        if (in.getInt() != MAGIC) {
            return Optional.empty();
        }
        long number = in.getLong();
        long group = in.getLong();
        int last = in.getInt();
        int length = in.getInt();
        int expected = in.getInt();
        boolean whole = length >= 0 && length <= file.length - at - HEADER_BYTES && (last == 0 || last == 1);
        return whole && expected == crc(file, at, file, at + HEADER_BYTES, length)
                ? Optional.of(new JournalFrame(at, number, group, last == 1, length))
                : Optional.empty();
    }

    private static int crc(byte[] header, int at, byte[] sealed, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(header, at, CRC_AT);
        crc.update(sealed, from, length);
        return (int) crc.getValue();
    }
}
