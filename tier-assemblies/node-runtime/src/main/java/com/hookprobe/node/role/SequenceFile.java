package com.hookprobe.node.role;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A number that rises by one for ever, also over restarts and crashes: stored before it is used. */
final class SequenceFile {
    private final Path file;
    private long last;

    private SequenceFile(Path file, long last) {
        this.file = file;
        this.last = last;
    }

    static SequenceFile open(Path file) throws IOException {
        try (FileChannel in =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
            in.read(bytes, 0);
            if (bytes.position() != 0 && bytes.position() != Long.BYTES) {
                throw new IOException(file + ": expected 8 bytes, found " + bytes.position()
                        + "; write the last number sent, big-endian");
            }
            return new SequenceFile(
                    file, bytes.position() == 0 ? 0 : bytes.flip().getLong());
        }
    }

    /** The last number that was given out; 0 before the first. */
    long last() {
        return last;
    }

    long next() throws IOException {
        // Eight bytes lie within one sector, so a torn write cannot mix two numbers.
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.allocate(Long.BYTES).putLong(last + 1).flip(), 0);
            out.force(false);
        }
        return ++last;
    }
}
