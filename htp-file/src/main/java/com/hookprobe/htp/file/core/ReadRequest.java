package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * READ, from the requester.
 *
 * <pre>
 * 16 form u8 = 0 | 17 features u8 = 0 | 18 path_length u16 | 20 offset u64 | 28 window_bytes u32
 * 32 if_hash 32 | 64 path
 * header: file_hash of if_hash
 * </pre>
 *
 * @param compressed flag COMPRESSED: the answerer may deflate chunks
 * @param windowBytes 0 to 2^32-1; the answerer sends at most max(1, window_bytes / chunk_size) chunks beyond the
 *     acknowledged ones
 * @param offset where to start: a multiple of the chunk size, at most the size; more than 0 only with ifHash, because only
 *     the hash says that it is still the same file
 * @param ifHash the version wanted, or {@link FileHash#NONE} for any; another version is answered with HASH_MISMATCH
 */
public record ReadRequest(int fileId, boolean compressed, long offset, long windowBytes, FileHash ifHash, FilePath path)
        implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 8 + 4 + FileHash.LENGTH;

    public ReadRequest {
        if (windowBytes < 0 || windowBytes > 0xFFFF_FFFFL || path.isRoot()) {
            throw new IllegalArgumentException("read request: window " + windowBytes + ", path " + path);
        }
        if (offset < 0 || (offset > 0 && !ifHash.known())) {
            throw new IllegalArgumentException("read request: offset " + offset + " of " + ifHash);
        }
    }

    /** A read from the start, of plain chunks. */
    public ReadRequest(int fileId, long windowBytes, FileHash ifHash, FilePath path) {
        this(fileId, false, 0, windowBytes, ifHash, path);
    }

    @Override
    public Role from() {
        return Role.REQUESTER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.READ, compressed ? FileFlags.COMPRESSED : 0, fileId, 0, ifHash);
    }

    @Override
    public byte[] encode() {
        byte[] name = path.toBytes();
        ByteBuffer out = FileMessage.begin(header(), Form.REQUEST.code(), FIXED_BYTES + name.length);
        out.put((byte) 0).putShort((short) name.length).putLong(offset).putInt((int) windowBytes);
        return out.put(ifHash.toBytes()).put(name).array();
    }

    static ReadRequest parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noChunks(header);
        in.zero8("features");
        int pathLength = in.u16();
        long offset = in.u63();
        long windowBytes = in.u32();
        FileHash ifHash = in.hash();
        FilePath path = Fields.path(in.bytes(pathLength), false);
        Fields.prefixOf(header, ifHash);
        if (offset > 0 && !ifHash.known()) {
            throw Malformed.invalid("offset without if_hash");
        }
        boolean compressed = (header.flags() & FileFlags.COMPRESSED) != 0;
        return new ReadRequest(header.fileId(), compressed, offset, windowBytes, ifHash, path);
    }
}
