package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a client sends from a place that can be read anywhere and again: a file, or memory. */
final class HeldFile implements Held {
    private interface Reader {
        void read(long offset, byte[] into, int length) throws IOException;
    }

    private interface Closer {
        void close() throws IOException;
    }

    private final long size;
    private final Reader reader;
    private final Closer closer;
    private final Hashing hashing;

    private HeldFile(long size, Reader reader, Closer closer) {
        this.size = size;
        this.reader = reader;
        this.closer = closer;
        this.hashing = new Hashing(size) {
            @Override
            void read(long offset, byte[] into, int length) throws IOException {
                readFully(offset, into, length);
            }
        };
    }

    /** The array is not copied; nobody writes to it. */
    static HeldFile of(byte[] content) {
        return new HeldFile(
                content.length,
                (offset, into, length) -> System.arraycopy(content, (int) offset, into, 0, length),
                () -> {});
    }

    static HeldFile open(Path source) throws IOException {
        FileChannel channel = FileChannel.open(source, StandardOpenOption.READ);
        try {
            return new HeldFile(
                    channel.size(),
                    (offset, into, length) -> WholeIo.read(channel, offset, into, length),
                    channel::close);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private void readFully(long offset, byte[] into, int length) throws IOException {
        try {
            reader.read(offset, into, length);
        } catch (EOFException shorter) {
            throw new FileTransferException(FileErrorCode.INTEGRITY_FAILURE, "source became shorter", shorter);
        }
    }

    @Override
    public FileStat stat() {
        return new FileStat(false, size, 0, FileHash.NONE);
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
        byte[] chunk = new byte[length];
        readFully(offset, chunk, length);
        return chunk;
    }

    @Override
    public void write(long offset, byte[] data) {
        throw new IllegalStateException("a source is not written");
    }

    @Override
    public DiskResult hashNext() throws IOException {
        return hashing.next();
    }

    @Override
    public void commit() {
        throw new IllegalStateException("a source does not commit");
    }

    @Override
    public void close() throws IOException {
        closer.close();
    }
}
