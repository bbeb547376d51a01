package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * The answerer starts a READ; the chunks follow at once.
 *
 * <pre>
 * 16 form u8 = 1 | 17 features u8 | 18 zero u16 | 20 size u64 | 28 chunk_size u32
 * 32 modified_millis u64 | 40 version 32
 * header: total_chunks of the plan, file_hash of version
 * </pre>
 *
 * @param modifiedMillis wall clock of the answerer, milliseconds since 1970, 0 or more
 * @param tagged features bit 1: the version is a tag, not a hash
 * @param version the SHA-256 of the whole file; or a tag, which is the same again when the answerer has reason to think that
 *     the file is, and then the hash comes with COMPLETE. Always known
 */
public record ReadReply(int fileId, ChunkPlan plan, long modifiedMillis, boolean tagged, FileHash version)
        implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 8 + 4 + 8 + FileHash.LENGTH;

    public ReadReply {
        if (modifiedMillis < 0 || !version.known()) {
            throw new IllegalArgumentException("read reply: modified " + modifiedMillis + ", version " + version);
        }
    }

    /** The hash of the file, or {@link FileHash#NONE} when it comes with COMPLETE. */
    public FileHash sha256() {
        return tagged ? FileHash.NONE : version;
    }

    @Override
    public Role from() {
        return Role.ANSWERER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.READ, 0, fileId, plan.totalChunks(), version);
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = FileMessage.begin(header(), Form.REPLY.code(), FIXED_BYTES);
        out.put(Features.of(false, tagged))
                .putShort((short) 0)
                .putLong(plan.size())
                .putInt(plan.chunkSize());
        return out.putLong(modifiedMillis).put(version.toBytes()).array();
    }

    static ReadReply parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noIndex(header);
        boolean tagged = Features.tagged(in);
        if (in.u16() != 0) {
            throw Malformed.invalid("reserved field is not zero");
        }
        ChunkPlan plan = ChunkPlan.checked(in.u63(), in.u32(), header.totalChunks());
        long modifiedMillis = in.u63();
        FileHash version = in.hash();
        Fields.prefixOf(header, version);
        if (!version.known()) {
            throw Malformed.invalid("READ without hash or tag");
        }
        return new ReadReply(header.fileId(), plan, modifiedMillis, tagged, version);
    }
}
