package com.hookprobe.htp.file.core;

import java.util.Optional;

/**
 * Decides for one transfer whether deflating is worth it: the first 64 KiB tell. Files that are compressed already, or
 * encrypted, are not tried again and again.
 */
final class Compression {
    private static final int SAMPLE_BYTES = 64 * 1024;

    private boolean on;
    private int sampledBytes;
    private int packedBytes;

    /** With {@code allowed} false nothing is ever deflated. */
    Compression(boolean allowed) {
        this.on = allowed;
    }

    /** A chunk as it goes out. */
    ChunkData chunk(Role from, int fileId, int totalChunks, int hashPrefix, DiskResult.ChunkRead chunk) {
        Optional<ChunkBytes> packed = pack(chunk.data());
        return new ChunkData(
                from, fileId, chunk.index(), totalChunks, hashPrefix, packed.isPresent(), packed.orElse(chunk.data()));
    }

    private Optional<ChunkBytes> pack(ChunkBytes plain) {
        if (!on) {
            return Optional.empty();
        }
        Optional<ChunkBytes> packed = ChunkCodec.deflate(plain);
        if (sampledBytes < SAMPLE_BYTES) {
            sampledBytes += plain.length();
            packedBytes += packed.map(ChunkBytes::length).orElse(plain.length());
            // HTP 5: "chosen by sender on first 64 KiB if ratio <0.9"
            on = sampledBytes < SAMPLE_BYTES || packedBytes * 10L < sampledBytes * 9L;
        }
        return packed;
    }
}
