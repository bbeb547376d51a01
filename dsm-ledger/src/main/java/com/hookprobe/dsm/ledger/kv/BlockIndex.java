package com.hookprobe.dsm.ledger.kv;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the blocks of a segment are, their checksums, and for each the shortest beginning of its first key that is greater
 * than every key before it: as good as the key for finding a block, and a few bytes where keys are hashes.
 */
final class BlockIndex {
    private static final int HEAD_BYTES = 8 + 4 + Checksum.BYTES + 4;

    private final byte[] bytes;
    private final ByteBuffer numbers;
    private final int[] starts;

    private BlockIndex(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.numbers = ByteBuffer.wrap(bytes);
        this.starts = starts;
    }

    /** The index in these bytes, or null when they do not list blocks that fill {@code dataBytes} without a gap. */
    static @Nullable BlockIndex decode(byte[] bytes, long dataBytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int[] starts = new int[bytes.length / HEAD_BYTES];
        int count = 0;
        long end = 0;
        while (in.hasRemaining()) {
            if (in.remaining() < HEAD_BYTES) {
                return null;
            }
            starts[count++] = in.position();
            long position = in.getLong();
            int length = in.getInt();
            in.position(in.position() + Checksum.BYTES);
            int keyBytes = in.getInt();
            if (position != end || length < 1 || keyBytes < 0 || keyBytes > in.remaining()) {
                return null;
            }
            in.position(in.position() + keyBytes);
            end += length;
        }
        return end == dataBytes ? new BlockIndex(bytes, Arrays.copyOf(starts, count)) : null;
    }

    int count() {
        return starts.length;
    }

    int bytes() {
        return bytes.length;
    }

    long position(int block) {
        return numbers.getLong(starts[block]);
    }

    int length(int block) {
        return numbers.getInt(starts[block] + 8);
    }

    int checksum(int block) {
        return numbers.getInt(starts[block] + 12);
    }

    /** The only block that may hold the key, -1 when it sorts before all. */
    int find(byte[] key) {
        int low = 0;
        int high = starts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int from = starts[middle] + HEAD_BYTES;
            int to = from + numbers.getInt(starts[middle] + 16);
            if (Arrays.compareUnsigned(bytes, from, to, key, 0, key.length) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Collects the entries of an index in order. */
    static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void add(long position, int length, int checksum, byte[] keyBefore, byte[] firstKey) {
            int same = Math.max(0, Arrays.mismatch(keyBefore, firstKey));
            int keyBytes = Math.min(firstKey.length, same + 1);
            out.writeBytes(ByteBuffer.allocate(HEAD_BYTES)
                    .putLong(position)
                    .putInt(length)
                    .putInt(checksum)
                    .putInt(keyBytes)
                    .array());
            out.write(firstKey, 0, keyBytes);
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
