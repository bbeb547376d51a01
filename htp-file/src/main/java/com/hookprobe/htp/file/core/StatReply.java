package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * The answer to STAT.
 *
 * <pre>
 * 16 form u8 = 1 | 17 kind u8 (0 file, 1 directory) | 18 zero u16 | 20 size u64 | 28 modified_millis u64 | 36 sha256 32
 * header: file_hash of sha256
 * </pre>
 */
public record StatReply(int fileId, FileStat stat) implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 8 + 8 + FileHash.LENGTH;

    @Override
    public Role from() {
        return Role.ANSWERER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.STAT, 0, fileId, 0, stat.sha256());
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = FileMessage.begin(header(), Form.REPLY.code(), FIXED_BYTES);
        out.put((byte) (stat.directory() ? 1 : 0)).putShort((short) 0);
        out.putLong(stat.size()).putLong(stat.modifiedMillis());
        return out.put(stat.sha256().toBytes()).array();
    }

    static StatReply parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noChunks(header);
        int kind = in.u8();
        int reserved = in.u16();
        long size = in.u63();
        long modifiedMillis = in.u63();
        FileHash sha256 = in.hash();
        Fields.prefixOf(header, sha256);
        boolean directory = kind == 1;
        if (kind > 1 || reserved != 0 || (directory && (size != 0 || sha256.known()))) {
            throw Malformed.invalid("kind, size and hash disagree");
        }
        return new StatReply(header.fileId(), new FileStat(directory, size, modifiedMillis, sha256));
    }
}
