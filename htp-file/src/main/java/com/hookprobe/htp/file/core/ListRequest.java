package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * LIST, from the requester: one page of a directory.
 *
 * <pre>
 * 16 form u8 = 0 | 17 features u8 = 0 | 18 path_length u16 | 20 after_length u16 | 22 path | then after
 * </pre>
 *
 * @param path a directory; the root is "/"
 * @param after the last name of the page before, or empty for the first page
 */
public record ListRequest(int fileId, FilePath path, String after) implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 2;

    public ListRequest {
        if (!after.isEmpty() && PathGrammar.checkName(after).isPresent()) {
            throw new IllegalArgumentException("not a name: " + after);
        }
    }

    @Override
    public Role from() {
        return Role.REQUESTER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.LIST, 0, fileId, 0, FileHash.NONE);
    }

    @Override
    public byte[] encode() {
        byte[] name = path.toBytes();
        byte[] cursor = after.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = FileMessage.begin(header(), Form.REQUEST.code(), FIXED_BYTES + name.length + cursor.length);
        out.put((byte) 0).putShort((short) name.length).putShort((short) cursor.length);
        return out.put(name).put(cursor).array();
    }

    static ListRequest parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noChunks(header);
        Fields.prefixOf(header, FileHash.NONE);
        in.zero8("features");
        int pathLength = in.u16();
        int afterLength = in.u16();
        FilePath path = Fields.path(in.bytes(pathLength), true);
        String after = afterLength == 0 ? "" : Fields.name(in.bytes(afterLength));
        return new ListRequest(header.fileId(), path, after);
    }
}
