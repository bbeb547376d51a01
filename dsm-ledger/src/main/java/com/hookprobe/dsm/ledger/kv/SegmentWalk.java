package com.hookprobe.dsm.ledger.kv;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes an index for a segment that lost its own: walks over its slots from the first on, as far as they are slots and their
 * keys rise. Without an index no checksum tells whether a value is what was written; who takes it has to judge it.
 */
final class SegmentWalk {
    private static final int BLOCK_BYTES = 4 << 10;

    private final Disk.File file;
    private final long limit;
    private final BlockIndex.Builder index = new BlockIndex.Builder();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private byte[] keyBeforeBlock = {};
    private byte[] firstKey = {};
    private byte[] lastKey = {};
    private long end;

    /** Over a file up to a position at which the slots end at the latest. */
    SegmentWalk(Disk.File file, long limit) {
        this.file = file;
        this.limit = limit;
        long at = 0;
        for (Slot slot = slot(at); slot != null; slot = slot(at)) {
            add(slot);
            at += slot.encodedBytes();
        }
        endBlock();
    }

    /** Where the slots end. */
    long end() {
        return end;
    }

    @Nullable BlockIndex index() {
        return BlockIndex.decode(index.toBytes(), end);
    }

    private @Nullable Slot slot(long at) {
        try {
            return read(at);
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable Slot read(long at) throws IOException {
        if (limit - at < Slot.HEAD_BYTES) {
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(read(at, Slot.HEAD_BYTES));
        int length = Slot.encodedBytes(head.getInt(), head.getInt());
        if (length < 0 || length > limit - at) {
            return null;
        }
        Slot slot = Slot.decode(ByteBuffer.wrap(read(at, length)));
        return slot != null && Arrays.compareUnsigned(slot.key(), lastKey) > 0 ? slot : null;
    }

    private byte[] read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.read(at, bytes);
        return bytes;
    }

    private void add(Slot slot) {
        ByteBuffer bytes = ByteBuffer.allocate(slot.encodedBytes());
        slot.encode(bytes);
        if (block.size() > 0 && block.size() + bytes.capacity() > BLOCK_BYTES) {
            endBlock();
        }
        if (block.size() == 0) {
            keyBeforeBlock = lastKey;
            firstKey = slot.key();
        }
        block.writeBytes(bytes.array());
        lastKey = slot.key();
    }

    private void endBlock() {
        byte[] bytes = block.toByteArray();
        if (bytes.length > 0) {
            index.add(end, bytes.length, Checksum.of(bytes, 0, bytes.length), keyBeforeBlock, firstKey);
            end += bytes.length;
            block.reset();
        }
    }
}
