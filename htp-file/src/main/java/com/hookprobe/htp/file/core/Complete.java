package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/**
 * COMPLETE: the sender of the data names size and full hash; the receiver repeats them (form 2 or 3) once the file is
 * verified, synced and in its place.
 *
 * <pre>
 * 16 form u8 = 0 to 3 | 17 zero u8 | 18 zero u16 | 20 size u64 | 28 sha256 32
 * header: chunk_index 0, total_chunks of the plan, file_hash of sha256
 * </pre>
 *
 * @param sha256 of the whole file; always known. It alone decides
 */
public record Complete(Role from, boolean ack, int fileId, ChunkPlan plan, FileHash sha256) implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 8 + FileHash.LENGTH;

    public Complete {
        if (!sha256.known()) {
            throw new IllegalArgumentException("COMPLETE without a hash");
        }
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.COMPLETE, 0, fileId, plan.totalChunks(), sha256);
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = FileMessage.begin(header(), new Form(from, ack).code(), FIXED_BYTES);
        out.put((byte) 0).putShort((short) 0).putLong(plan.size());
        return out.put(sha256.toBytes()).array();
    }

    static Complete parse(FileHeader header, Form form, WireReader in) throws Malformed {
        Fields.noIndex(header);
        in.zero8("reserved field");
        if (in.u16() != 0) {
            throw Malformed.invalid("reserved field is not zero");
        }
        long size = in.u63();
        FileHash sha256 = in.hash();
        Fields.prefixOf(header, sha256);
        if (!sha256.known() || size > ChunkPlan.SIZE_MAX) {
            throw Malformed.invalid("COMPLETE without a hash or beyond the format");
        }
        ChunkPlan plan = ChunkPlan.of(size);
        if (plan.totalChunks() != header.totalChunks()) {
            throw Malformed.invalid("total_chunks does not follow from the size");
        }
        return new Complete(form.from(), form.ack(), header.fileId(), plan, sha256);
    }
}
