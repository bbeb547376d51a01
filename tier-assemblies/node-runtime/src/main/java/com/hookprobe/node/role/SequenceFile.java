package com.hookprobe.node.role;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A number that rises by one for ever, also over restarts and crashes: stored before it is used. */
final class SequenceFile {
    private final Path file;
    private long last;

    private static final int BYTES = Long.BYTES + Integer.BYTES;

    private SequenceFile(Path file, long last) {
        this.file = file;
        this.last = last;
    }

    static SequenceFile open(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new SequenceFile(file, 0);
        }
        byte[] bytes = Files.readAllBytes(file);
        // An operator who writes it by hand needs no checksum.
        boolean written =
                bytes.length == Long.BYTES || bytes.length == BYTES && Arrays.equals(bytes, bytes(number(bytes)));
        if (!written) {
            throw new IOException(
                    file + ": expected a number with its checksum, found " + bytes.length
                            + " bytes that are none; write the last number sent, 8 bytes, big-endian: a higher one does no harm");
        }
        return new SequenceFile(file, number(bytes));
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    private static byte[] bytes(long number) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        return ByteBuffer.allocate(BYTES)
                .putLong(number)
                .putInt((int) crc.getValue())
                .array();
    }

    /** The last number that was given out; 0 before the first. */
    long last() {
        return last;
    }

    long next() throws IOException {
        // They lie within one sector, so a torn write cannot mix two numbers.
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(bytes(last + 1)), 0);
            out.force(false);
        }
        return ++last;
    }
}
