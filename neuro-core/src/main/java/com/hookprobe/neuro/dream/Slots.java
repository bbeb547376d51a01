package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.Ter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Records as slots of one size. NEURO 10.2 and 10.3; big-endian. A record slot:
 *
 * <pre>
 * offset size field
 *      0    4 kind 1 in the upper two bits; 30 bits: microseconds since the record before, 0 behind a head
 *      4   32 entropy
 *     36    4 CRC-32C over count u64, offsets 0 to 35, and the 32 bytes of the TER behind its entropy
 * </pre>
 *
 * <p>The checksum covers what is implied too: a slot at a wrong place, or behind another record than its own, is as bad
 * as a damaged one. All zeros and all ones are no slot, and one flipped bit does not make one kind of the other.
 */
final class Slots {
    static final int BYTES = 40;

    /** Slots of a block; the first one is a head. */
    static final int BLOCK = 256;

    static final int KIND_SHIFT = 30;
    static final int KIND_RECORD = 1;
    static final int KIND_HEAD = 2;

    /** Longest difference that fits in a record slot, about 18 minutes. */
    static final int DIFFERENCE_MICROS_MAX = (1 << KIND_SHIFT) - 1;

    /** Nothing is implied. */
    static final byte[] NOTHING = new byte[0];

    private static final int SEAL_AT = 36;

    private Slots() {}

    /** The one to three slots for {@code ter} at {@code at}. It has to continue the history. */
    static byte[] pack(Cursor at, Ter ter) {
        long count = at.place().count();
        int slot = at.slots();
        ByteBuffer out = ByteBuffer.allocate(3 * BYTES);
        boolean headed = slot % BLOCK == 0 || Cursor.needsHead(at.place(), at.integrity(), ter);
        if (headed) {
            byte[] head = Head.of(count, ter).encode();
            // NEURO 10.3: a head in the last slot of a block is repeated in the next one.
            do {
                out.put(head);
                slot++;
            } while (slot % BLOCK == 0);
        }
        int difference = headed ? 0 : (int) (ter.timestampMicros() - at.place().lastTimestampMicros());
        byte[] record = ByteBuffer.allocate(BYTES)
                .putInt(KIND_RECORD << KIND_SHIFT | difference)
                .put(ter.entropy())
                .array();
        out.put(seal(count, record, implied(ter)));
        return Arrays.copyOf(out.array(), out.position());
    }

    /** The bytes of the TER behind its entropy. */
    static byte[] implied(Ter ter) {
        return Arrays.copyOfRange(ter.encode(), Ter.ENTROPY_BYTES, Ter.BYTES);
    }

    /** Puts the checksum into a slot. */
    static byte[] seal(long count, byte[] slot, byte[] implied) {
        ByteBuffer.wrap(slot).putInt(SEAL_AT, checksum(count, slot, 0, implied));
        return slot;
    }

    static void requireSeal(long count, byte[] bytes, int at, byte[] implied) throws BadBytes {
        int expected = checksum(count, bytes, at, implied);
        int found = ByteBuffer.wrap(bytes).getInt(at + SEAL_AT);
        if (found != expected) {
            throw new BadBytes("CRC-32C 0x%08x of record %d".formatted(expected, count), "0x%08x".formatted(found));
        }
    }

    private static int checksum(long count, byte[] bytes, int at, byte[] implied) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(count).flip());
        crc.update(bytes, at, SEAL_AT);
        crc.update(implied);
        return (int) crc.getValue();
    }
}
