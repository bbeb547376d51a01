package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.TerChain;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first 40 bytes of a segment: the place in the history where it begins. NEURO 10.1; big-endian.
 *
 * <pre>
 * offset size field
 *      0    8 magic "HPDREAM2"
 *      8    8 count of the first record, at most 2^62
 *     16    8 timestamp of the record before, below 2^63; 0 without one
 *     24    2 CRC-16 of the record before; 0 without one
 *     26    2 slots between two syncs, 1 to 1024
 *     28    4 records of the segment before; 0 when this was the first one
 *     32    4 slots of the segment before; 0 when this was the first one
 *     36    4 CRC-32C over offsets 0 to 35
 * </pre>
 */
record SegmentHeader(TerChain start, int syncEvery, int recordsBefore, int slotsBefore) {
    static final int BYTES = 40;

    /** Then no count of any log leaves 63 bits. */
    static final long COUNT_MAX = 1L << 62;

    private static final int CRC_AT = 36;
    private static final byte[] MAGIC = "HPDREAM2".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAGIC_OF_FIRST_FORMAT = "HPDREAM1".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_AT_OF_FIRST_FORMAT = 28;

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .putLong(start.count())
                .putLong(start.lastTimestampMicros())
                .putShort((short) start.lastCrc())
                .putShort((short) syncEvery)
                .putInt(recordsBefore)
                .putInt(slotsBefore);
        return out.putInt(crc(out.array(), CRC_AT)).flip();
    }

    static SegmentHeader decode(byte[] bytes) throws BadBytes {
        if (bytes.length != BYTES) {
            throw new BadBytes("a header of " + BYTES + " bytes", "an end after " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BadBytes("the magic HPDREAM2", "0x%016x".formatted(in.getLong(0)));
        }
        int expected = crc(bytes, CRC_AT);
        if (in.getInt(CRC_AT) != expected) {
            throw new BadBytes(
                    "CRC-32C 0x%08x of the header".formatted(expected), "0x%08x".formatted(in.getInt(CRC_AT)));
        }
        long count = in.getLong();
        long lastTimestampMicros = in.getLong();
        int lastCrc = Short.toUnsignedInt(in.getShort());
        int syncEvery = Short.toUnsignedInt(in.getShort());
        int recordsBefore = in.getInt();
        int slotsBefore = in.getInt();
        boolean good = count >= 0
                && count <= COUNT_MAX
                && lastTimestampMicros >= 0
                && (count > 0 || (lastTimestampMicros == 0 && lastCrc == 0))
                && syncEvery >= 1
                && syncEvery <= DreamLog.SYNC_EVERY_MAX
                && recordsBefore >= 0
                && recordsBefore <= count
                && slotsBefore >= recordsBefore;
        if (!good) {
            throw new BadBytes(
                    "fields in their ranges",
                    "count %d, timestamp %d, CRC-16 %d, syncEvery %d, %d records and %d slots before"
                            .formatted(count, lastTimestampMicros, lastCrc, syncEvery, recordsBefore, slotsBefore));
        }
        TerChain start = new TerChain(count, lastTimestampMicros, lastCrc);
        return new SegmentHeader(start, syncEvery, recordsBefore, slotsBefore);
    }

    /** True when {@code before} is the header of the segment before this one. */
    boolean follows(SegmentHeader before) {
        return start.count() - recordsBefore == before.start.count();
    }

    /** A whole header of the format with 80-byte records, which was never released. */
    static boolean ofFirstFormat(byte[] bytes) {
        return bytes.length >= CRC_AT_OF_FIRST_FORMAT + Integer.BYTES
                && Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC_OF_FIRST_FORMAT)
                && ByteBuffer.wrap(bytes).getInt(CRC_AT_OF_FIRST_FORMAT) == crc(bytes, CRC_AT_OF_FIRST_FORMAT);
    }

    /** First slot that may be torn in a file where {@code begun} slots were begun. NEURO 10.4. */
    int firstThatMayBeTorn(int begun) {
        return begun == 0 ? 0 : (begun - 1) / syncEvery * syncEvery;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
