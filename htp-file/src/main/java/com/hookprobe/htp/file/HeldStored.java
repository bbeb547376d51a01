package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file of a store, being read. */
final class HeldStored implements Held {
    private final StoredFile file;
    private final Hashing hashing;
    private final FileHash tag;
    /** What was hashed on the way, when the file may have changed meanwhile: it is hashed once more. */
    private FileHash onTheWay = FileHash.NONE;

    private @Nullable Hashing again;

    HeldStored(StoredFile file) throws IOException {
        this.file = file;
        this.tag = file.tag();
        this.hashing = hashing();
    }

    private Hashing hashing() {
        return new Hashing(file.stat().size()) {
            @Override
            void read(long offset, ByteBuffer into) throws IOException {
                file.read(offset, into);
            }
        };
    }

    StoredFile file() {
        return file;
    }

    @Override
    public FileHash tag() {
        return tag;
    }

    @Override
    public FileStat stat() {
        return file.stat();
    }

    @Override
    public ChunkBytes read(long offset, int length) throws IOException {
        ChunkBytes chunk = ChunkBytes.read(length, into -> file.read(offset, into));
        if (!file.stat().sha256().known() && offset == hashing.hashedBytes()) {
            // What leaves is hashed on its way.
            hashing.add(chunk);
        }
        return chunk;
    }

    @Override
    public void write(long offset, ChunkBytes data) {
        throw new IllegalStateException("a read does not write");
    }

    @Override
    public DiskResult hashNext() throws IOException {
        if (again != null) {
            return hashAgain(again);
        }
        DiskResult result = hashing.next();
        if (result instanceof DiskResult.Hashed hashed) {
            if (!file.tag().equals(tag)) {
                onTheWay = hashed.sha256();
                again = hashing();
                return new DiskResult.HashMore();
            }
            file.hashed(hashed.sha256());
        }
        return result;
    }

    /** A file that only grew is still what was sent. A mix of two versions would be given a hash of its own. */
    private DiskResult hashAgain(Hashing second) throws IOException {
        DiskResult result = second.next();
        if (result instanceof DiskResult.Hashed hashed && !hashed.sha256().equals(onTheWay)) {
            throw new FileTransferException(FileErrorCode.TRANSFER_FAILED, "file changed while it was read");
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
