package com.hookprobe.qsecbit.detection.read;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A file that was compressed with gzip (RFC 1952), one member or several. It is read as a stream, so going back means
 * reading from the start; only the first bytes are ever asked for again. Whoever compresses a rotated file makes a new
 * one, so it is known again by its bytes and not by its identity.
 */
final class GzipSource extends FileSource {
    private static final int MAGIC = 0x1f8b;
    private static final int INFLATE_BYTES = 1 << 14;

    private final FileChannel channel;
    private @Nullable InputStream stream;
    private long streamAt;
    private boolean damaged;

    GzipSource(FileChannel channel) {
        this.channel = channel;
    }

    static boolean isOne(FileChannel channel) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(2);
        return channel.read(magic, 0) == 2 && (magic.getShort(0) & 0xffff) == MAGIC;
    }

    @Override
    int read(ByteBuffer buffer, long position) throws IOException {
        if (!seek(position)) {
            return 0;
        }
        int bytes = inflate(buffer.array(), buffer.position(), buffer.remaining());
        buffer.position(buffer.position() + Math.max(0, bytes));
        return bytes;
    }

    @Override
    byte[] head(int bytes) throws IOException {
        try (InputStream fresh = new GZIPInputStream(new ChannelInput(channel))) {
            return fresh.readNBytes(bytes);
        } catch (EOFException | ZipException e) {
            return new byte[0];
        }
    }

    @Override
    boolean holds(long bytes) throws IOException {
        return seek(bytes);
    }

    @Override
    boolean wasCut(long readBytes, int headBytes, long headCrc) {
        // Nobody writes on in a compressed file.
        return false;
    }

    @Override
    boolean isCopy() {
        return true;
    }

    @Override
    boolean isDamaged() {
        return damaged;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Goes to a position; false when the file ends before it. */
    private boolean seek(long position) throws IOException {
        if (damaged) {
            return false;
        }
        if (stream == null || position < streamAt) {
            streamAt = 0;
            try {
                stream = new GZIPInputStream(new ChannelInput(channel), INFLATE_BYTES);
            } catch (EOFException | ZipException e) {
                damaged = true;
                return false;
            }
        }
        byte[] skipped = new byte[position > streamAt ? INFLATE_BYTES : 0];
        while (streamAt < position) {
            if (inflate(skipped, 0, (int) Math.min(skipped.length, position - streamAt)) <= 0) {
                return false;
            }
        }
        return true;
    }

    private int inflate(byte[] into, int from, int length) throws IOException {
        if (stream == null) {
            return -1;
        }
        try {
            int bytes = stream.read(into, from, length);
            streamAt += Math.max(0, bytes);
            return bytes;
        } catch (EOFException | ZipException e) {
            damaged = true;
            return -1;
        }
    }

    /** A stream over a channel with a position of its own. */
    private static final class ChannelInput extends InputStream {
        private final FileChannel channel;
        private long position;

        ChannelInput(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 1 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int bytes = channel.read(ByteBuffer.wrap(into, from, length), position);
            position += Math.max(0, bytes);
            return bytes;
        }

        /** What tells the inflater that another member follows. */
        @Override
        public int available() throws IOException {
            return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - position));
        }
    }
}
