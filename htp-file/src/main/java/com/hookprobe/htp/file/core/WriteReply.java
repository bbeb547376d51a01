package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * The answerer accepts a CREATE or UPDATE and says how far the requester may run ahead.
 *
 * <pre>
 * 16 form u8 = 1 | 17 features u8 = 0 | 18 range_count u16 = 0 | 20 window_bytes u32
 * header: total_chunks of the plan
 * </pre>
 *
 * <p>range_count is room for resume: ranges of chunks that the answerer already holds would follow the body. A requester
 * that offered no feature gets none, so this version takes zero only.
 *
 * @param totalChunks as in the request
 * @param windowBytes 0 to 2^32-1; the requester sends at most max(1, window_bytes / chunk_size) chunks beyond the
 *     acknowledged ones
 */
public record WriteReply(int fileId, boolean update, int totalChunks, long windowBytes) implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 4;

    public WriteReply {
        if (windowBytes < 0 || windowBytes > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("window " + windowBytes);
        }
    }

    @Override
    public Role from() {
        return Role.ANSWERER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(update ? FileOp.UPDATE : FileOp.CREATE, 0, fileId, totalChunks, FileHash.NONE);
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = FileMessage.begin(header(), Form.REPLY.code(), FIXED_BYTES);
        return out.put((byte) 0).putShort((short) 0).putInt((int) windowBytes).array();
    }

    static WriteReply parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noIndex(header);
        Fields.prefixOf(header, FileHash.NONE);
        in.zero8("features");
        if (in.u16() != 0) {
            throw Malformed.invalid("ranges without resume");
        }
        return new WriteReply(header.fileId(), header.op() == FileOp.UPDATE, header.totalChunks(), in.u32());
    }
}
