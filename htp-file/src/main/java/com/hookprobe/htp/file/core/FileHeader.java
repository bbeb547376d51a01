package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The 16-byte header of every file message, big-endian (seed: "File Transfer Header").
 *
 * <pre>
 *  0 file_op u8 | 1 flags u8 | 2 chunk_index u16 | 4 file_id u32 | 8 total_chunks u32 | 12 file_hash 4 bytes
 * </pre>
 *
 * @param flags bit mask of {@link FileFlags}, 0 to 255
 * @param chunkIndex 0 to 65535, below totalChunks; 0 when there are no chunks
 * @param fileId 32 bits, any value
 * @param totalChunks 0 to 65536
 * @param fileHash first 4 bytes of the file's SHA-256; 0 when not known. Says "same version?", decides nothing
 */
public record FileHeader(FileOp op, int flags, int chunkIndex, int fileId, int totalChunks, int fileHash) {
    /** Bytes of the header. */
    public static final int LENGTH = 16;

    public FileHeader {
        if (flags < 0 || flags > 0xFF || !chunksAreSound(chunkIndex, totalChunks)) {
            throw new IllegalArgumentException(
                    "header: flags " + flags + ", chunk " + chunkIndex + " of " + totalChunks);
        }
    }

    /** Reads the first 16 bytes of a message; empty when they are too few or break a range. */
    public static Optional<FileHeader> decode(byte[] message) {
        if (message.length < LENGTH) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        Optional<FileOp> op = FileOp.of(in.get() & 0xFF);
        int flags = in.get() & 0xFF;
        int chunkIndex = in.getShort() & 0xFFFF;
        int fileId = in.getInt();
        long totalChunks = in.getInt() & 0xFFFF_FFFFL;
        int fileHash = in.getInt();
        if (op.isEmpty() || !chunksAreSound(chunkIndex, totalChunks)) {
            return Optional.empty();
        }
        return Optional.of(new FileHeader(op.get(), flags, chunkIndex, fileId, (int) totalChunks, fileHash));
    }

    /** The 16 bytes. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(LENGTH);
        put(out);
        return out.array();
    }

    void put(ByteBuffer out) {
        out.put((byte) op.code())
                .put((byte) flags)
                .putShort((short) chunkIndex)
                .putInt(fileId)
                .putInt(totalChunks)
                .putInt(fileHash);
    }

    // HTP 5: "total_chunks (u32, must be <=65536 ...)"; "chunk_index stays exact, no wrap"
    private static boolean chunksAreSound(int chunkIndex, long totalChunks) {
        return totalChunks >= 0
                && totalChunks <= ChunkPlan.CHUNKS_MAX
                && chunkIndex >= 0
                && (chunkIndex < totalChunks || chunkIndex == 0);
    }
}
