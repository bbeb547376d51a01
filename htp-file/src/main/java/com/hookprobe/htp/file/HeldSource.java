package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** What a client sends: a stream, read once from front to back, hashed on the way. */
final class HeldSource implements Held {
    private final InputStream in;
    private final long size;
    private final MessageDigest digest = Digests.sha256();
    private long at;

    HeldSource(InputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    @Override
    public FileStat stat() {
        return new FileStat(false, size, 0, FileHash.NONE);
    }

    @Override
    public ChunkBytes read(long offset, int length) throws IOException {
        if (offset != at) {
            throw new IllegalStateException("stream at " + at + ", asked for " + offset);
        }
        ChunkBytes chunk = ChunkBytes.read(length, this::fill);
        digest.update(chunk.buffer());
        at += length;
        return chunk;
    }

    private void fill(ByteBuffer into) throws IOException {
        if (in.readNBytes(into.array(), into.position(), into.remaining()) < into.remaining()) {
            throw new FileTransferException(FileErrorCode.INTEGRITY_FAILURE, "source is shorter than announced");
        }
    }

    @Override
    public void write(long offset, ChunkBytes data) {
        throw new IllegalStateException("a source is not written");
    }

    @Override
    public DiskResult hashNext() throws IOException {
        if (at != size || in.read() >= 0) {
            throw new FileTransferException(FileErrorCode.INTEGRITY_FAILURE, "source is longer than announced");
        }
        return new DiskResult.Hashed(FileHash.of(digest.digest()));
    }

    @Override
    public void commit() {
        throw new IllegalStateException("a source does not commit");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
