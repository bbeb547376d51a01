package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * STAT or DELETE, from the requester.
 *
 * <pre>
 * 16 form u8 = 0 | 17 features u8 = 0 | 18 path_length u16 | 20 if_hash 32 | 52 path
 * </pre>
 *
 * <p>STAT may name the root ("/"); with VERIFY_HASH the reply to a STAT of a file names its hash. DELETE never takes the
 * root.
 *
 * @param wantHash STAT only
 * @param recursive DELETE only: a directory with all that is in it
 * @param ifHash DELETE of a file only: the version that is deleted, or NONE for any
 */
public record QueryRequest(
        int fileId, boolean delete, boolean wantHash, boolean recursive, FileHash ifHash, FilePath path)
        implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + FileHash.LENGTH;

    public QueryRequest {
        if (delete && (wantHash || path.isRoot())) {
            throw new IllegalArgumentException("DELETE of " + path);
        }
        if ((recursive || ifHash.known()) && (!delete || (recursive && ifHash.known()))) {
            throw new IllegalArgumentException("STAT, or DELETE of a tree, with if_hash");
        }
    }

    /** A STAT, or a DELETE of whatever version. */
    public QueryRequest(int fileId, boolean delete, boolean wantHash, FilePath path) {
        this(fileId, delete, wantHash, false, FileHash.NONE, path);
    }

    @Override
    public Role from() {
        return Role.REQUESTER;
    }

    @Override
    public FileHeader header() {
        int flags = (wantHash ? FileFlags.VERIFY_HASH : 0) | (recursive ? FileFlags.RECURSIVE : 0);
        return Fields.header(delete ? FileOp.DELETE : FileOp.STAT, flags, fileId, 0, ifHash);
    }

    @Override
    public byte[] encode() {
        byte[] name = path.toBytes();
        ByteBuffer out = FileMessage.begin(header(), Form.REQUEST.code(), FIXED_BYTES + name.length);
        out.put((byte) 0).putShort((short) name.length).put(ifHash.toBytes());
        return out.put(name).array();
    }

    static QueryRequest parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noChunks(header);
        in.zero8("features");
        int pathLength = in.u16();
        FileHash ifHash = in.hash();
        Fields.prefixOf(header, ifHash);
        boolean delete = header.op() == FileOp.DELETE;
        // The reference erased the whole root when asked to delete "/".
        FilePath path = Fields.path(in.bytes(pathLength), !delete);
        boolean wantHash = (header.flags() & FileFlags.VERIFY_HASH) != 0;
        boolean recursive = (header.flags() & FileFlags.RECURSIVE) != 0;
        if (ifHash.known() && (!delete || recursive)) {
            throw Malformed.invalid("if_hash is for one file");
        }
        return new QueryRequest(header.fileId(), delete, wantHash, recursive, ifHash, path);
    }
}
