package com.hookprobe.qsecbit.correlation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Inputs that became durable together, as they lie in a segment, big-endian:
 *
 * <pre>
 * magic u32 | position of the first input u64 | inputs u32 | length u32 of what follows the check | CRC-32C u32
 * inputs x (length u32, input)
 * </pre>
 *
 * <p>The check is over the segment's salt and everything else of the batch. Peers choose bytes of inputs but do not know the
 * salt, so none can make a batch within a batch.
 *
 * @param inputs encoded
 * @param bytes the length of the whole
 */
record Batch(long position, List<byte[]> inputs, int bytes) {
    private static final int MAGIC = 0x48504342;
    static final int HEAD_BYTES = 24;
    private static final int CHECK_AT = 20;

    static byte[] encode(long salt, long position, List<byte[]> inputs) {
        int length =
                inputs.stream().mapToInt(input -> Integer.BYTES + input.length).sum();
        ByteBuffer to = ByteBuffer.allocate(HEAD_BYTES + length);
        to.putInt(MAGIC).putLong(position).putInt(inputs.size()).putInt(length).putInt(0);
        for (byte[] input : inputs) {
            to.putInt(input.length).put(input);
        }
        return to.putInt(CHECK_AT, check(salt, to.array(), 0, length)).array();
    }

    /** The batch that begins at a place; empty when none does. */
    static Optional<Batch> read(long salt, byte[] segment, int at) {
        if (segment.length - at < HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer from = ByteBuffer.wrap(segment, at, segment.length - at);
        int magic = from.getInt();
        long position = from.getLong();
        int count = from.getInt();
        int length = from.getInt();
        int check = from.getInt();
        boolean plausible = magic == MAGIC && position >= 0 && count > 0 && length >= 0 && length <= from.remaining();
        if (!plausible || check != check(salt, segment, at, length)) {
            return Optional.empty();
        }
        List<byte[]> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] input = new byte[from.getInt()];
            from.get(input);
            inputs.add(input);
        }
        return Optional.of(new Batch(position, inputs, HEAD_BYTES + length));
    }

    private static int check(long salt, byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
        crc.update(bytes, at, CHECK_AT);
        crc.update(bytes, at + HEAD_BYTES, length);
        return (int) crc.getValue();
    }
}
