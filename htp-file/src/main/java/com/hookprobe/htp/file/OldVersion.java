package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/**
 * The file that a write is about: copied for an append, hashed where the requester named the version it means. Read in
 * bounded pieces before the first chunk; looked at again when the new file takes its place.
 */
final class OldVersion implements Closeable {
    private static final int PIECE_BYTES = 1 << 20;

    private final DirectoryStoredFile file;
    private final boolean copy;
    private final FileHash wanted;
    private final MessageDigest digest = Digests.sha256();
    private long at;
    private boolean checked;

    OldVersion(DirectoryStoredFile file, WriteSpec spec) {
        this.file = file;
        this.copy = spec.append();
        this.wanted = spec.ifHash();
    }

    long size() {
        return file.stat().size();
    }

    /** Does a piece; false when there is nothing more to do. */
    boolean next(FileChannel to) throws IOException {
        boolean hash = wanted.known() && !checked;
        if (hash && !copy && file.stat().sha256().known()) {
            check(file.stat().sha256());
            return false;
        }
        if (at < size() && (copy || hash)) {
            byte[] piece = new byte[(int) Math.min(PIECE_BYTES, size() - at)];
            file.read(at, ByteBuffer.wrap(piece));
            if (hash) {
                digest.update(piece);
            }
            if (copy) {
                WholeIo.write(to, at, ByteBuffer.wrap(piece));
            }
            at += piece.length;
            return true;
        }
        if (hash) {
            check(FileHash.of(digest.digest()));
        }
        return false;
    }

    private void check(FileHash found) throws FileTransferException {
        checked = true;
        if (!found.equals(wanted)) {
            throw new FileTransferException(FileErrorCode.HASH_MISMATCH, "another version is there");
        }
    }

    /** Refuses when the name does not lead to the very same file any more, unchanged. */
    void requireStill(StoreDirectory directory, String name) throws IOException {
        file.requireStill(
                directory, name, wanted.known() ? FileErrorCode.HASH_MISMATCH : FileErrorCode.TRANSFER_FAILED);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
