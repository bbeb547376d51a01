package com.hookprobe.htp.file.core;

/**
 * One chunk, from the side that holds the data: the requester of a write, the answerer of a read.
 *
 * <pre>
 * 16 form u8 = 0 or 1 | 17 the bytes of the chunk
 * header: chunk_index, total_chunks, file_hash of the transfer
 * </pre>
 *
 * <p>The receiver checks the length against the plan.
 *
 * @param packed flag COMPRESSED: the bytes are the chunk deflated, a zlib stream that is shorter than the chunk
 * @param data 1 to {@link ChunkPlan#CHUNK_SIZE_MAX} bytes
 */
public record ChunkData(
        Role from, int fileId, int index, int totalChunks, int hashPrefix, boolean packed, ChunkBytes data)
        implements FileMessage {
    public ChunkData {
        if (index < 0 || index >= totalChunks || data.length() < 1 || data.length() > ChunkPlan.CHUNK_SIZE_MAX) {
            throw new IllegalArgumentException("chunk " + index + " of " + totalChunks + ", " + data.length() + " B");
        }
    }

    /** A chunk as it is in the file. */
    public ChunkData(Role from, int fileId, int index, int totalChunks, int hashPrefix, ChunkBytes data) {
        this(from, fileId, index, totalChunks, hashPrefix, false, data);
    }

    @Override
    public FileHeader header() {
        return new FileHeader(FileOp.CHUNK, packed ? FileFlags.COMPRESSED : 0, index, fileId, totalChunks, hashPrefix);
    }

    @Override
    public byte[] encode() {
        return data.message(header(), new Form(from, false).code());
    }

    static ChunkData parse(FileHeader header, Role from, WireReader in) throws Malformed {
        ChunkBytes data = in.rest();
        if (header.totalChunks() == 0 || data.length() < 1 || data.length() > ChunkPlan.CHUNK_SIZE_MAX) {
            throw Malformed.invalid("chunk length");
        }
        boolean packed = (header.flags() & FileFlags.COMPRESSED) != 0;
        return new ChunkData(
                from, header.fileId(), header.chunkIndex(), header.totalChunks(), header.fileHash(), packed, data);
    }
}
