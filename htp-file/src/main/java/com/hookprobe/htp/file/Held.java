package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** What one transfer holds open, whichever side it is on. */
interface Held extends Closeable {
    /** What is known of the open file. */
    FileStat stat();

    /** Which version was opened, without reading it; or NONE. */
    default FileHash tag() {
        return FileHash.NONE;
    }

    /** One chunk. */
    ChunkBytes read(long offset, int length) throws IOException;

    void write(long offset, ChunkBytes data) throws IOException;

    /** Hashes a bounded piece: HashMore, or Hashed at the end. */
    DiskResult hashNext() throws IOException;

    void commit() throws IOException;

    /** HashMore or Prepared; only a write has something to prepare. */
    default DiskResult prepareNext() throws IOException {
        throw new IllegalStateException("nothing to prepare");
    }

    /** Makes what was written safe, where there is a journal and it is time. */
    default void keepSafe() throws IOException {}

    /** Closes, but keeps what can be gone on with. */
    default void suspend() throws IOException {
        close();
    }

    /** A SHA-256 over a file that is read piece by piece. */
    abstract class Hashing {
        /** Short enough that other transfers hardly wait, and that many buffers of it do not matter. */
        static final int PIECE_BYTES = 256 << 10;

        private final MessageDigest digest = Digests.sha256();
        private final long size;
        private byte[] piece = new byte[0];
        private long at;

        Hashing(long size) {
            this.size = size;
        }

        abstract void read(long offset, ByteBuffer into) throws IOException;

        final long hashedBytes() {
            return at;
        }

        /** Hashes the bytes that come next, while they are in the processor's cache. */
        final void add(ChunkBytes bytes) {
            digest.update(bytes.buffer());
            at += bytes.length();
        }

        /** Hashes a piece of what is there up to {@code end}; what comes of the whole is told by {@link #next}. */
        final void ahead(long end) throws IOException {
            int length = (int) Math.min(PIECE_BYTES, end - at);
            if (piece.length < length) {
                piece = new byte[length];
            }
            read(at, ByteBuffer.wrap(piece, 0, length));
            digest.update(piece, 0, length);
            at += length;
        }

        final DiskResult next() throws IOException {
            ahead(size);
            return at < size ? new DiskResult.HashMore() : new DiskResult.Hashed(FileHash.of(digest.digest()));
        }
    }
}
