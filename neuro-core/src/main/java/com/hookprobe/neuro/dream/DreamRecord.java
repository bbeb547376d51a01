package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.Ter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record of the log. NEURO 10.2; big-endian but for the record inside.
 *
 * <pre>
 * offset size field
 *      0    8 count: number of the TER, from 0
 *      8   64 TER
 *     72    4 zero
 *     76    4 CRC-32C over offsets 0 to 75
 * </pre>
 *
 * <p>The count is inside so that a record at a wrong place is as bad as a damaged one.
 */
final class DreamRecord {
    static final int BYTES = 80;
    private static final int CRC_AT = 76;

    private DreamRecord() {}

    static ByteBuffer encode(long count, Ter ter) {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putLong(count).put(ter.encode()).putInt(0);
        out.putInt(crc(out.array(), 0, CRC_AT));
        return out.flip();
    }

    /** The TER of the record at {@code at}, when it is undamaged and that of {@code count}. */
    static Optional<Ter> decode(byte[] bytes, int at, long count) {
        ByteBuffer in = ByteBuffer.wrap(bytes, at, BYTES);
        long found = in.getLong();
        byte[] ter = new byte[Ter.BYTES];
        in.get(ter);
        int zero = in.getInt();
        if (in.getInt() != crc(bytes, at, CRC_AT) || zero != 0 || found != count) {
            return Optional.empty();
        }
        return Ter.decode(ter);
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
