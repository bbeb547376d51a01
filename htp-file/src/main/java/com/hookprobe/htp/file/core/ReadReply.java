package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * The answerer starts a READ; the chunks follow at once.
 *
 * <pre>
 * 16 form u8 = 1 | 17 features u8 = 0 | 18 zero u16 | 20 size u64 | 28 chunk_size u32
 * 32 modified_millis u64 | 40 sha256 32
 * header: total_chunks of the plan, file_hash of sha256
 * </pre>
 *
 * @param modifiedMillis wall clock of the answerer, milliseconds since 1970, 0 or more
 * @param sha256 of the whole file; always known
 */
public record ReadReply(int fileId, ChunkPlan plan, long modifiedMillis, FileHash sha256) implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 8 + 4 + 8 + FileHash.LENGTH;

    public ReadReply {
        if (modifiedMillis < 0 || !sha256.known()) {
            throw new IllegalArgumentException("read reply: modified " + modifiedMillis + ", hash " + sha256);
        }
    }

    @Override
    public Role from() {
        return Role.ANSWERER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.READ, 0, fileId, plan.totalChunks(), sha256);
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = FileMessage.begin(header(), Form.REPLY.code(), FIXED_BYTES);
        out.put((byte) 0).putShort((short) 0).putLong(plan.size()).putInt(plan.chunkSize());
        return out.putLong(modifiedMillis).put(sha256.toBytes()).array();
    }

    static ReadReply parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noIndex(header);
        in.zero8("features");
        if (in.u16() != 0) {
            throw Malformed.invalid("reserved field is not zero");
        }
        ChunkPlan plan = ChunkPlan.checked(in.u63(), in.u32(), header.totalChunks());
        long modifiedMillis = in.u63();
        FileHash sha256 = in.hash();
        Fields.prefixOf(header, sha256);
        if (!sha256.known()) {
            throw Malformed.invalid("READ without a hash");
        }
        return new ReadReply(header.fileId(), plan, modifiedMillis, sha256);
    }
}
