package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a client sends from a place that can be read anywhere and again: a file, or memory. */
final class HeldFile implements Held {
    private interface Reader {
        void read(long offset, ByteBuffer into) throws IOException;
    }

    /** Which version of the source is there now; NONE when that cannot be told. */
    private interface Tagger {
        FileHash tag() throws IOException;
    }

    private interface Closer {
        void close() throws IOException;
    }

    private final long size;
    private final Reader reader;
    private final Closer closer;
    private final Hashing hashing;
    private final Tagger tagger;
    private final FileHash tag;

    private HeldFile(long size, Reader reader, Closer closer, Tagger tagger) throws IOException {
        this.size = size;
        this.tagger = tagger;
        this.tag = tagger.tag();
        this.reader = reader;
        this.closer = closer;
        this.hashing = new Hashing(size) {
            @Override
            void read(long offset, ByteBuffer into) throws IOException {
                readFully(offset, into);
            }
        };
    }

    /** The array is not copied; nobody writes to it. */
    static HeldFile of(byte[] content) throws IOException {
        return new HeldFile(
                content.length,
                (offset, into) -> into.put(content, (int) offset, into.remaining()),
                () -> {},
                () -> FileHash.NONE);
    }

    static HeldFile open(Path source) throws IOException {
        FileChannel channel = FileChannel.open(source, StandardOpenOption.READ);
        try {
            return new HeldFile(
                    channel.size(),
                    (offset, into) -> WholeIo.read(channel, offset, into),
                    channel::close,
                    () -> SourceTag.of(source).orElse(FileHash.NONE));
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private void readFully(long offset, ByteBuffer into) throws IOException {
        try {
            reader.read(offset, into);
        } catch (EOFException shorter) {
            throw new FileTransferException(FileErrorCode.INTEGRITY_FAILURE, "source became shorter", shorter);
        }
    }

    @Override
    public FileStat stat() {
        return new FileStat(false, size, 0, FileHash.NONE);
    }

    /** Which version was opened, or NONE. */
    @Override
    public FileHash tag() {
        return tag;
    }

    @Override
    public ChunkBytes read(long offset, int length) throws IOException {
        ChunkBytes chunk = ChunkBytes.read(length, into -> readFully(offset, into));
        if (tag.known() && offset == hashing.hashedBytes()) {
            // What leaves is hashed on its way; what the other side holds already is read at the end.
            hashing.add(chunk);
        }
        return chunk;
    }

    @Override
    public void write(long offset, ChunkBytes data) {
        throw new IllegalStateException("a source is not written");
    }

    @Override
    public DiskResult hashNext() throws IOException {
        DiskResult result = hashing.next();
        if (result instanceof DiskResult.Hashed && !tagger.tag().equals(tag)) {
            // Else a mix of two versions would be sent, and be given a hash of its own.
            throw new FileTransferException(FileErrorCode.INTEGRITY_FAILURE, "source changed meanwhile");
        }
        return result;
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
