package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The answerer accepts a CREATE or UPDATE and says how far the requester may run ahead.
 *
 * <pre>
 * 16 form u8 = 1 | 17 features u8 | 18 range_count u16 | 20 window_bytes u32
 * 24 range_count times: first u32 | count u32
 * header: total_chunks of the plan
 * </pre>
 *
 * <p>The ranges name the chunks that the answerer holds from an earlier try; the requester sends the others only.
 *
 * @param totalChunks as in the request
 * @param windowBytes 0 to 2^32-1; the requester sends at most max(1, window_bytes / chunk_size) chunks beyond the
 *     acknowledged ones
 * @param resume features bit 0: the answerer keeps a journal of this write; only when the request offered it
 * @param held chunks it holds; none without {@code resume}
 */
public record WriteReply(
        int fileId, boolean update, int totalChunks, long windowBytes, boolean resume, ChunkRanges held)
        implements FileMessage {
    private static final int FIXED_BYTES = 1 + 2 + 4;
    private static final int RANGE_BYTES = 4 + 4;

    public WriteReply {
        if (windowBytes < 0 || windowBytes > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("window " + windowBytes);
        }
        if (held.end() > (resume ? totalChunks : 0)) {
            throw new IllegalArgumentException("holds chunks beyond " + totalChunks + ", or without resume");
        }
    }

    /** A reply without resume. */
    public WriteReply(int fileId, boolean update, int totalChunks, long windowBytes) {
        this(fileId, update, totalChunks, windowBytes, false, ChunkRanges.NONE);
    }

    @Override
    public Role from() {
        return Role.ANSWERER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(update ? FileOp.UPDATE : FileOp.CREATE, 0, fileId, totalChunks, FileHash.NONE);
    }

    @Override
    public byte[] encode() {
        int count = held.ranges().size();
        ByteBuffer out = FileMessage.begin(header(), Form.REPLY.code(), FIXED_BYTES + count * RANGE_BYTES);
        out.put(Features.of(resume)).putShort((short) count).putInt((int) windowBytes);
        for (ChunkRanges.Range range : held.ranges()) {
            out.putInt(range.first()).putInt(range.count());
        }
        return out.array();
    }

    static WriteReply parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noIndex(header);
        Fields.prefixOf(header, FileHash.NONE);
        boolean resume = Features.resume(in);
        int count = in.u16();
        long windowBytes = in.u32();
        if (count > (resume ? ChunkRanges.RANGES_MAX : 0)) {
            throw Malformed.invalid("too many ranges, or ranges without resume");
        }
        ChunkRanges held = ranges(in, count, header.totalChunks());
        boolean update = header.op() == FileOp.UPDATE;
        return new WriteReply(header.fileId(), update, header.totalChunks(), windowBytes, resume, held);
    }

    private static ChunkRanges ranges(WireReader in, int count, int totalChunks) throws Malformed {
        List<ChunkRanges.Range> ranges = new ArrayList<>(count);
        long least = 0;
        for (int i = 0; i < count; i++) {
            long first = in.u32();
            long length = in.u32();
            if (first < least || length == 0 || first + length > totalChunks) {
                throw Malformed.invalid("ranges touch, do not ascend, or leave the file");
            }
            ranges.add(new ChunkRanges.Range((int) first, (int) length));
            // A gap of at least one chunk, so that each set of chunks has one spelling.
            least = first + length + 1;
        }
        return new ChunkRanges(ranges);
    }
}
