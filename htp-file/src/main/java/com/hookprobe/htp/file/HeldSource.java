package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.io.InputStream;
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
    public byte[] read(long offset, int length) throws IOException {
        if (offset != at) {
            throw new IllegalStateException("stream at " + at + ", asked for " + offset);
        }
        byte[] chunk = in.readNBytes(length);
        if (chunk.length != length) {
            throw new FileTransferException(FileErrorCode.INTEGRITY_FAILURE, "source is shorter than announced");
        }
        digest.update(chunk);
        at += length;
        return chunk;
    }

    @Override
    public void write(long offset, byte[] data) {
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
