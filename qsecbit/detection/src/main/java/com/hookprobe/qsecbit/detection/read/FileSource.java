package com.hookprobe.qsecbit.detection.read;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The bytes of an open file as they were written, whether the file holds them plainly or compressed. */
abstract class FileSource implements Closeable {
    /** Opens a file; the first two bytes say whether it is compressed. */
    static FileSource open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        return GzipSource.isOne(channel) ? new GzipSource(channel) : new PlainSource(channel);
    }

    /** Reads on from a position; 0 or less at the end of what is there. */
    abstract int read(ByteBuffer buffer, long position) throws IOException;

    /** The first bytes; fewer when there are not so many. */
    abstract byte[] head(int bytes) throws IOException;

    /** True when there are at least so many bytes. */
    abstract boolean holds(long bytes) throws IOException;

    /** True when the bytes that were read are no longer there: the file was cut, or cut and written anew. */
    abstract boolean wasCut(long readBytes, int headBytes, long headCrc) throws IOException;

    /** True when another copy of the same bytes, under another identity, may be this file. */
    abstract boolean isCopy();

    /** True when the file was found to be damaged; what is before the damage was read. */
    abstract boolean isDamaged();

    /** CRC-32C of the first bytes. */
    final long headCrc(int bytes) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(head(bytes));
        return crc.getValue();
    }

    /** A file that holds its bytes plainly and may still grow. */
    private static final class PlainSource extends FileSource {
        private final FileChannel channel;

        PlainSource(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        int read(ByteBuffer buffer, long position) throws IOException {
            return channel.read(buffer, position);
        }

        @Override
        byte[] head(int bytes) throws IOException {
            ByteBuffer head = ByteBuffer.allocate(bytes);
            while (head.hasRemaining() && channel.read(head, head.position()) > 0) {
                // A short read is read on.
            }
            return Arrays.copyOf(head.array(), head.position());
        }

        @Override
        boolean holds(long bytes) throws IOException {
            return channel.size() >= bytes;
        }

        @Override
        boolean wasCut(long readBytes, int headBytes, long headCrc) throws IOException {
            return channel.size() < readBytes || headCrc(headBytes) != headCrc;
        }

        @Override
        boolean isCopy() {
            return false;
        }

        @Override
        boolean isDamaged() {
            return false;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
