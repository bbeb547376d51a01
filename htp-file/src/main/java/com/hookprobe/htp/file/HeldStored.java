package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;

/** A file of a store, being read. */
final class HeldStored implements Held {
    private final StoredFile file;
    private final Hashing hashing;

    HeldStored(StoredFile file) {
        this.file = file;
        this.hashing = new Hashing(file.stat().size()) {
            @Override
            void read(long offset, byte[] into, int length) throws IOException {
                file.read(offset, into, length);
            }
        };
    }

    StoredFile file() {
        return file;
    }

    @Override
    public FileStat stat() {
        return file.stat();
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
        byte[] chunk = new byte[length];
        file.read(offset, chunk, length);
        return chunk;
    }

    @Override
    public void write(long offset, byte[] data) {
        throw new IllegalStateException("a read does not write");
    }

    @Override
    public DiskResult hashNext() throws IOException {
        DiskResult result = hashing.next();
        if (result instanceof DiskResult.Hashed hashed) {
            file.hashed(hashed.sha256());
        }
        return result;
    }

    @Override
    public void commit() {
        throw new IllegalStateException("a read does not commit");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
