package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;

/**
 * A file being written. What stands without a gap is hashed, by reading it again, while the rest still comes: at the end
 * little is left to hash, and the other side need not wait for it.
 */
final class HeldPending implements Held {
    private final PendingFile file;
    private final Hashing hashing;
    /** Bytes from the start on that were written in order. */
    private long writtenBytes;

    HeldPending(PendingFile file) {
        this.file = file;
        this.hashing = new Hashing(file.size()) {
            @Override
            void read(long offset, byte[] into, int length) throws IOException {
                file.read(offset, into, length);
            }
        };
    }

    @Override
    public FileStat stat() {
        return new FileStat(false, file.size(), 0, FileHash.NONE);
    }

    @Override
    public byte[] read(long offset, int length) {
        throw new IllegalStateException("a write does not read chunks");
    }

    @Override
    public void write(long offset, byte[] data) throws IOException {
        file.write(offset, data);
        if (offset != writtenBytes) {
            // After a gap, or behind what an earlier try left: it is hashed at the end.
            return;
        }
        writtenBytes += data.length;
        // Not chunk by chunk: reading it back would cost as much as hashing it.
        if (writtenBytes - hashing.hashedBytes() >= Hashing.PIECE_BYTES) {
            hashing.ahead();
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
