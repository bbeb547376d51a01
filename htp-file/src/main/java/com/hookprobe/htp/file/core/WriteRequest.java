package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * CREATE or UPDATE, from the requester.
 *
 * <pre>
 * 16 form u8 = 0 | 17 features u8 = 0 | 18 path_length u16 | 20 size u64 | 28 chunk_size u32
 * 32 sha256 32 | 64 if_hash 32 = 0 | 96 path
 * header: total_chunks of the plan, file_hash of sha256
 * </pre>
 *
 * <p>UPDATE replaces a file that is there; CREATE makes one, and replaces only with OVERWRITE.
 *
 * @param flags of {@link FileFlags}; VERIFY_HASH exactly when sha256 is known
 * @param sha256 the hash of the file to come, or {@link FileHash#NONE} when the requester learns it while sending
 */
public record WriteRequest(int fileId, boolean update, int flags, ChunkPlan plan, FileHash sha256, FilePath path)
        implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 8 + 4 + FileHash.LENGTH + FileHash.LENGTH;

    public WriteRequest {
        boolean names = (flags & FileFlags.VERIFY_HASH) != 0;
        FileOp op = update ? FileOp.UPDATE : FileOp.CREATE;
        if (names != sha256.known() || path.isRoot() || (flags & ~FileFlags.allowed(op, Role.REQUESTER)) != 0) {
            throw new IllegalArgumentException("write request: flags " + flags + ", path " + path);
        }
    }

    @Override
    public Role from() {
        return Role.REQUESTER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(update ? FileOp.UPDATE : FileOp.CREATE, flags, fileId, plan.totalChunks(), sha256);
    }

    /** True when the flag is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public byte[] encode() {
        byte[] name = path.toBytes();
        ByteBuffer out = FileMessage.begin(header(), Form.REQUEST.code(), FIXED_BYTES + name.length);
        out.put((byte) 0).putShort((short) name.length).putLong(plan.size()).putInt(plan.chunkSize());
        out.put(sha256.toBytes()).put(FileHash.NONE.toBytes()).put(name);
        return out.array();
    }

    static WriteRequest parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noIndex(header);
        in.zero8("features");
        int pathLength = in.u16();
        ChunkPlan plan = ChunkPlan.checked(in.u63(), in.u32(), header.totalChunks());
        FileHash sha256 = in.hash();
        Fields.noIfHash(in);
        FilePath path = Fields.path(in.bytes(pathLength), false);
        Fields.prefixOf(header, sha256);
        if (((header.flags() & FileFlags.VERIFY_HASH) != 0) != sha256.known()) {
            throw Malformed.invalid("VERIFY_HASH and the hash disagree");
        }
        return new WriteRequest(header.fileId(), header.op() == FileOp.UPDATE, header.flags(), plan, sha256, path);
    }
}
