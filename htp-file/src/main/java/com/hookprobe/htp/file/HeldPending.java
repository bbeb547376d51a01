package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file being written. What stands without a gap is hashed while the rest still comes: a chunk that comes in order from
 * memory, others by reading them again. At the end little is left to hash, and the other side need not wait for it.
 */
final class HeldPending implements Held {
    private final PendingFile file;
    private final Hashing hashing;
    private final WrittenRanges written = new WrittenRanges();

    HeldPending(PendingFile file) {
        this.file = file;
        this.hashing = new Hashing(file.size()) {
            @Override
            void read(long offset, ByteBuffer into) throws IOException {
                file.read(offset, into);
            }
        };
    }

    @Override
    public FileStat stat() {
        return new FileStat(false, file.size(), 0, FileHash.NONE);
    }

    @Override
    public ChunkBytes read(long offset, int length) {
        throw new IllegalStateException("a write does not read chunks");
    }

    @Override
    public void write(long offset, ChunkBytes data) throws IOException {
        file.write(offset, data);
        written.add(offset, offset + data.length());
        if (offset == hashing.hashedBytes()) {
            hashing.add(data);
        } else if (hashing.hashedBytes() < written.leading()) {
            // A gap was filled. What an earlier try left is hashed at the end.
            hashing.ahead(written.leading());
        }
    }

    @Override
    public DiskResult hashNext() throws IOException {
        return hashing.next();
    }

    @Override
    public void commit() throws IOException {
        file.commit();
    }

    @Override
    public DiskResult prepareNext() throws IOException {
        return file.prepareNext();
    }

    @Override
    public void keepSafe() throws IOException {
        file.keepSafe();
    }

    @Override
    public void suspend() throws IOException {
        file.suspend();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
