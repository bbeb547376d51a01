package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;

/** What one transfer holds open, whichever side it is on. */
interface Held extends Closeable {
    /** What is known of the open file. */
    FileStat stat();

    /** One chunk. */
    byte[] read(long offset, int length) throws IOException;

    void write(long offset, byte[] data) throws IOException;

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

        abstract void read(long offset, byte[] into, int length) throws IOException;

        final long hashedBytes() {
            return at;
        }

        /** Hashes the bytes that come next, and that somebody else has read. */
        final void add(byte[] bytes) {
            digest.update(bytes);
            at += bytes.length;
        }

        /** Hashes a piece that is known to be there; what comes of the whole is told by {@link #next}. */
        final void ahead() throws IOException {
            int length = (int) Math.min(PIECE_BYTES, size - at);
            if (piece.length < length) {
                piece = new byte[length];
            }
            read(at, piece, length);
            digest.update(piece, 0, length);
            at += length;
        }

        final DiskResult next() throws IOException {
            ahead();
            return at < size ? new DiskResult.HashMore() : new DiskResult.Hashed(FileHash.of(digest.digest()));
        }
    }
}
