package com.hookprobe.htp.file.core;

/**
 * The receiver of the data says how many chunks from the start it has written.
 *
 * <pre>
 * 16 form u8 = 2 or 3 | 17 zero u8 | 18 written u32
 * header: chunk_index 0, total_chunks, file_hash of the transfer
 * </pre>
 *
 * @param written 0 to totalChunks: chunks 0 to written-1 are in the temporary file
 */
public record ChunkAck(Role from, int fileId, int totalChunks, int hashPrefix, int written) implements FileMessage {
    public ChunkAck {
        if (written < 0 || written > totalChunks) {
            throw new IllegalArgumentException("written " + written + " of " + totalChunks);
        }
    }

    @Override
    public FileHeader header() {
        return new FileHeader(FileOp.CHUNK, 0, 0, fileId, totalChunks, hashPrefix);
    }

    @Override
    public byte[] encode() {
        return FileMessage.begin(header(), new Form(from, true).code(), 1 + 4)
                .put((byte) 0)
                .putInt(written)
                .array();
    }

    static ChunkAck parse(FileHeader header, Role from, WireReader in) throws Malformed {
        Fields.noIndex(header);
        in.zero8("reserved field");
        long written = in.u32();
        if (written > header.totalChunks()) {
            throw Malformed.invalid("more chunks than there are");
        }
        return new ChunkAck(from, header.fileId(), header.totalChunks(), header.fileHash(), (int) written);
    }
}
