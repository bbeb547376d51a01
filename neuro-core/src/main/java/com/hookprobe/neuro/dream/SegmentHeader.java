package com.hookprobe.neuro.dream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first 32 bytes of a segment. NEURO 10.1; big-endian.
 *
 * <pre>
 * offset size field
 *      0    8 magic "HPDREAM1"
 *      8    8 count of the first record
 *     16    4 records between two syncs when this segment was made
 *     20    8 zero
 *     28    4 CRC-32C over offsets 0 to 27
 * </pre>
 */
record SegmentHeader(long firstCount, int syncEvery) {
    static final int BYTES = 32;
    private static final int CRC_AT = 28;
    private static final byte[] MAGIC = "HPDREAM1".getBytes(StandardCharsets.US_ASCII);

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.put(MAGIC).putLong(firstCount).putInt(syncEvery).putLong(0);
        out.putInt(DreamRecord.crc(out.array(), 0, CRC_AT));
        return out.flip();
    }

    static Optional<SegmentHeader> decode(byte[] bytes) {
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        long firstCount = in.getLong();
        int syncEvery = in.getInt();
        long zero = in.getLong();
        boolean good = in.getInt() == DreamRecord.crc(bytes, 0, CRC_AT)
                && Arrays.equals(magic, MAGIC)
                && firstCount >= 0
                && syncEvery >= 1
                && syncEvery <= DreamLog.SYNC_EVERY_MAX
                && zero == 0;
        return good ? Optional.of(new SegmentHeader(firstCount, syncEvery)) : Optional.empty();
    }
}
