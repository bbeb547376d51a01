package com.hookprobe.htp.file.core;

/**
 * The answer to DELETE: it is gone, and the directory was synced.
 *
 * <pre>
 * 16 form u8 = 1 | 17 zero u8
 * </pre>
 */
public record DeleteReply(int fileId) implements FileMessage {
    @Override
    public Role from() {
        return Role.ANSWERER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.DELETE, 0, fileId, 0, FileHash.NONE);
    }

    @Override
    public byte[] encode() {
        return FileMessage.begin(header(), Form.REPLY.code(), 1).put((byte) 0).array();
    }

    static DeleteReply parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noChunks(header);
        Fields.prefixOf(header, FileHash.NONE);
        in.zero8("reserved field");
        return new DeleteReply(header.fileId());
    }
}
