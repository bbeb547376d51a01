package com.hookprobe.dsm.ledger.kv;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a batch in the log. It holds its own position, and its checksum covers a random number of the log: a
 * head can be found behind damaged bytes, and no value that a peer chose looks like one.
 *
 * @param position in the file, of the first byte of this head
 * @param length of the body behind it, in bytes
 * @param forced up to where the log was durable when this was written
 * @param bodyChecksum over salt, position and body
 */
record RecordHead(long position, int length, long forced, int bodyChecksum) {
    static final int BYTES = Checksum.BYTES + 4 + 8 + 8 + Checksum.BYTES;

    /** Writes the head to the beginning of a record. */
    void encode(byte[] record, long salt) {
        ByteBuffer out = ByteBuffer.wrap(record);
        out.putInt(0);
        out.putInt(length);
        out.putLong(position);
        out.putLong(forced);
        out.putInt(bodyChecksum);
        out.putInt(0, Checksum.of(salt, record, Checksum.BYTES, BYTES - Checksum.BYTES));
    }

    /** The head at an index of the array, or null when none that belongs to this position of this log is there. */
    static @Nullable RecordHead decode(byte[] bytes, int at, long salt, long position) {
        ByteBuffer in = ByteBuffer.wrap(bytes, at, BYTES);
        int checksum = in.getInt();
        RecordHead head = head(in);
        return head.position == position
                        && checksum == Checksum.of(salt, bytes, at + Checksum.BYTES, BYTES - Checksum.BYTES)
                        && head.length >= 0
                        && head.length <= Limits.BATCH_BYTES_MAX
                        && head.forced <= position
                ? head
                : null;
    }

    private static RecordHead head(ByteBuffer in) {
        int length = in.getInt();
        return new RecordHead(in.getLong(), length, in.getLong(), in.getInt());
    }

    long end() {
        return position + BYTES + length;
    }
}
