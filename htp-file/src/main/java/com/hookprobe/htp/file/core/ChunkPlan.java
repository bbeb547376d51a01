package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/**
 * How a file of a given size is cut into chunks. The plan follows from the size alone.
 *
 * <p>The seed cuts every file into 8 KiB chunks under a 16-bit index, which ends at 512 MiB although it promises 1 GiB.
 * Here the chunk grows with the file, so the index is always exact and never wraps.
 *
 * @param size bytes of the file, 0 to {@link #SIZE_MAX}
 * @param chunkSize bytes of every chunk but the last, a power of two
 * @param totalChunks number of chunks, 0 to 65536; 0 only for an empty file
 */
public record ChunkPlan(long size, int chunkSize, int totalChunks) {
    /** Smallest chunk, the seed's default. */
    public static final int CHUNK_SIZE_MIN = 8192;
    /** Largest chunk: with header and form byte it must fit a 1 MiB message. */
    public static final int CHUNK_SIZE_MAX = 1 << 19;
    /** What a 16-bit index can name. */
    public static final int CHUNKS_MAX = 65536;
    /** Largest size that the format can carry, 32 GiB; the limit in force is far smaller. */
    public static final long SIZE_MAX = (long) CHUNK_SIZE_MAX * CHUNKS_MAX;

    public ChunkPlan {
        if (size < 0 || size > SIZE_MAX || chunkSize != chunkSizeFor(size) || totalChunks != chunksFor(size)) {
            throw new IllegalArgumentException("no plan: " + size + " B in " + totalChunks + " x " + chunkSize);
        }
    }

    /** The plan of a file of that size; IllegalArgumentException outside 0 to {@link #SIZE_MAX}. */
    public static ChunkPlan of(long size) {
        if (size < 0 || size > SIZE_MAX) {
            throw new IllegalArgumentException("file size " + size + " is not in 0.." + SIZE_MAX);
        }
        return new ChunkPlan(size, chunkSizeFor(size), chunksFor(size));
    }

    // HTP 5: "carried in CREATE/READ metadata, checked against total_chunks"
    static ChunkPlan checked(long size, long chunkSize, int totalChunks) throws Malformed {
        if (size < 0 || size > SIZE_MAX) {
            throw new Malformed(FileErrorCode.QUOTA_EXCEEDED, "size outside the format");
        }
        ChunkPlan plan = of(size);
        if (plan.chunkSize != chunkSize || plan.totalChunks != totalChunks) {
            throw Malformed.invalid("chunk size or count does not follow from the size");
        }
        return plan;
    }

    /** Where a chunk starts in the file. */
    public long offset(int index) {
        checkIndex(index);
        return (long) index * chunkSize;
    }

    /** Bytes of a chunk: {@code chunkSize}, or what is left for the last. */
    public int length(int index) {
        return (int) Math.min(chunkSize, size - offset(index));
    }

    /** The chunks before an offset; empty when no chunk starts there and it is not the end. */
    Optional<ChunkRanges> before(long offset) {
        boolean atChunk = offset <= size && (offset % chunkSize == 0 || offset == size);
        if (!atChunk) {
            return Optional.empty();
        }
        int count = (int) ceilDiv(offset, chunkSize);
        return Optional.of(count == 0 ? ChunkRanges.NONE : new ChunkRanges(List.of(new ChunkRanges.Range(0, count))));
    }

    /** Bytes of the first {@code chunks} chunks. */
    long bytesOf(int chunks) {
        return Math.min(size, (long) chunks * chunkSize);
    }

    /** How many chunks a window of that many bytes holds; at least one, so that no window can stall a transfer. */
    int windowChunks(long windowBytes) {
        return (int) Math.max(1, Math.min(CHUNKS_MAX, windowBytes / chunkSize));
    }

    private void checkIndex(int index) {
        if (index < 0 || index >= totalChunks) {
            throw new IllegalArgumentException("chunk " + index + " of " + totalChunks);
        }
    }

    // HTP 5: "chunk_size = max(8192, nextPow2(ceil(size/65536)))"
    private static int chunkSizeFor(long size) {
        long least = Math.max(CHUNK_SIZE_MIN, ceilDiv(size, CHUNKS_MAX));
        long power = Long.highestOneBit(least);
        return (int) (power == least ? power : power << 1);
    }

    private static int chunksFor(long size) {
        return (int) ceilDiv(size, chunkSizeFor(size));
    }

    private static long ceilDiv(long value, long by) {
        return (value + by - 1) / by;
    }
}
