package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * CREATE or UPDATE, from the requester.
 *
 * <pre>
 * 16 form u8 = 0 | 17 features u8 | 18 path_length u16 | 20 size u64 | 28 chunk_size u32
 * 32 version 32 | 64 if_hash 32 | 96 path
 * header: total_chunks of the plan, file_hash of version
 * </pre>
 *
 * <p>UPDATE replaces a file that is there; CREATE makes one, and replaces only with OVERWRITE.
 *
 * @param flags of {@link FileFlags}; VERIFY_HASH exactly when sha256 is known
 * @param resume features bit 0: the requester would go on from what the answerer kept of an earlier try; needs a version
 * @param tagged features bit 1: the version is a tag, not a hash; only with resume
 * @param version the SHA-256 of the file to come; or a tag, which is the same in a later try when the requester has reason
 *     to think that the file is; or {@link FileHash#NONE}. Without the hash the requester learns it while sending.
 *     With APPEND size, plan and hash are those of the bytes to come
 * @param ifHash UPDATE only: the version that is replaced, or NONE for any
 */
public record WriteRequest(
        int fileId,
        boolean update,
        int flags,
        boolean resume,
        boolean tagged,
        ChunkPlan plan,
        FileHash version,
        FileHash ifHash,
        FilePath path)
        implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 8 + 4 + FileHash.LENGTH + FileHash.LENGTH;

    public WriteRequest {
        boolean names = (flags & FileFlags.VERIFY_HASH) != 0;
        FileOp op = update ? FileOp.UPDATE : FileOp.CREATE;
        if (names != (version.known() && !tagged)
                || (resume && !version.known())
                || (tagged && !resume)
                || path.isRoot()
                || (flags & ~FileFlags.allowed(op, Form.REQUEST)) != 0) {
            throw new IllegalArgumentException("write request: flags " + flags + ", path " + path);
        }
        if ((ifHash.known() && !update) || (resume && (flags & FileFlags.APPEND) != 0)) {
            throw new IllegalArgumentException("write request: CREATE with if_hash, or resume of an append");
        }
    }

    /** A write that offers no resume. */
    public WriteRequest(int fileId, boolean update, int flags, ChunkPlan plan, FileHash sha256, FilePath path) {
        this(fileId, update, flags, false, plan, sha256, FileHash.NONE, path);
    }

    /** A write of known or unknown hash. */
    public WriteRequest(
            int fileId,
            boolean update,
            int flags,
            boolean resume,
            ChunkPlan plan,
            FileHash sha256,
            FileHash ifHash,
            FilePath path) {
        this(fileId, update, flags, resume, false, plan, sha256, ifHash, path);
    }

    /** The hash of the file to come, or {@link FileHash#NONE} when the requester learns it while sending. */
    public FileHash sha256() {
        return tagged ? FileHash.NONE : version;
    }

    @Override
    public Role from() {
        return Role.REQUESTER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(update ? FileOp.UPDATE : FileOp.CREATE, flags, fileId, plan.totalChunks(), version);
    }

    /** True when the flag is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public byte[] encode() {
        byte[] name = path.toBytes();
        ByteBuffer out = FileMessage.begin(header(), Form.REQUEST.code(), FIXED_BYTES + name.length);
        out.put(Features.of(resume, tagged)).putShort((short) name.length);
        out.putLong(plan.size()).putInt(plan.chunkSize());
        out.put(version.toBytes()).put(ifHash.toBytes()).put(name);
        return out.array();
    }

    static WriteRequest parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noIndex(header);
        Features.Offer offer = Features.Offer.read(in);
        int pathLength = in.u16();
        ChunkPlan plan = ChunkPlan.checked(in.u63(), in.u32(), header.totalChunks());
        FileHash version = in.hash();
        FileHash ifHash = in.hash();
        FilePath path = Fields.path(in.bytes(pathLength), false);
        Fields.prefixOf(header, version);
        if (((header.flags() & FileFlags.VERIFY_HASH) != 0) != (version.known() && !offer.tagged())) {
            throw Malformed.invalid("VERIFY_HASH and the hash disagree");
        }
        if (offer.resume() && !version.known()) {
            throw Malformed.invalid("resume without hash or tag");
        }
        boolean update = header.op() == FileOp.UPDATE;
        if (ifHash.known() && !update) {
            throw Malformed.invalid("CREATE with if_hash");
        }
        if (offer.resume() && (header.flags() & FileFlags.APPEND) != 0) {
            throw Malformed.invalid("resume of an append");
        }
        return new WriteRequest(
                header.fileId(), update, header.flags(), offer.resume(), offer.tagged(), plan, version, ifHash, path);
    }
}
