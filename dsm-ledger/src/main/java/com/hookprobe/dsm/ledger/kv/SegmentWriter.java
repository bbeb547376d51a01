package com.hookprobe.dsm.ledger.kv;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes a segment from slots in rising order. It gets its name when it is whole and durable. */
final class SegmentWriter implements Closeable {
    /** So that the last force does not have to wait for the whole of a large segment. */
    private static final int UNFORCED_BYTES_MAX = 4 << 20;

    private final Disk disk;
    private final Disk.File file;
    private final long number;
    private final long newest;
    private final int blockBytes;
    private final BloomFilter filter;
    private final BlockIndex.Builder index = new BlockIndex.Builder();
    private ByteBuffer block;
    private byte[] firstKey = new byte[0];
    private byte[] lastKey = new byte[0];
    private byte[] keyBeforeBlock = new byte[0];
    private long position;
    private long forced;
    private long slots;
    private long deletions;

    /**
     * Begins a segment.
     *
     * @param newest see {@link Footer#newest}
     * @param slotsMax how many slots will come at most
     */
    SegmentWriter(Disk disk, long number, long newest, long slotsMax, int blockBytes) throws IOException {
        this.disk = disk;
        this.number = number;
        this.newest = newest;
        this.blockBytes = blockBytes;
        this.block = ByteBuffer.allocate(blockBytes);
        this.filter = BloomFilter.forKeys(slotsMax);
        this.file = disk.create(temporary());
    }

    void add(Slot slot) throws IOException {
        int length = slot.encodedBytes();
        if (block.position() > 0 && block.position() + length > blockBytes) {
            endBlock();
        }
        if (block.position() == 0) {
            keyBeforeBlock = lastKey;
            firstKey = slot.key();
            int needed = Math.max(blockBytes, length);
            if (block.capacity() != needed) {
                block = ByteBuffer.allocate(needed);
            }
        }
        slot.encode(block);
        filter.add(BloomFilter.hash(slot.key()));
        lastKey = slot.key();
        slots++;
        deletions += slot.deleted() ? 1 : 0;
    }

    long slots() {
        return slots;
    }

    private void endBlock() throws IOException {
        int length = block.position();
        index.add(position, length, Checksum.of(block.array(), 0, length), keyBeforeBlock, firstKey);
        append(block.array(), length);
        block.clear();
    }

    private void append(byte[] bytes, int length) throws IOException {
        file.append(bytes, length);
        position += length;
        if (position - forced >= UNFORCED_BYTES_MAX) {
            file.force();
            forced = position;
        }
    }

    /** Ends the segment and names it; there must be a slot. The name is durable after a force of the disk. */
    Manifest.Entry finish() throws IOException {
        endBlock();
        byte[] filterBytes = filter.bytes();
        byte[] indexBytes = index.toBytes();
        Footer footer = new Footer(
                number,
                newest,
                slots,
                deletions,
                position,
                filterBytes.length,
                indexBytes.length,
                Checksum.of(filterBytes, 0, filterBytes.length),
                Checksum.of(indexBytes, 0, indexBytes.length));
        append(filterBytes, filterBytes.length);
        append(indexBytes, indexBytes.length);
        append(footer.encode(), Footer.BYTES);
        file.force();
        file.close();
        disk.rename(temporary(), Names.segment(number));
        return new Manifest.Entry(number, footer.fileBytes(), footer.checksum());
    }

    /** Removes what was written. */
    void abandon() throws IOException {
        file.close();
        disk.delete(temporary());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private String temporary() {
        return Names.temporary(Names.segment(number));
    }
}
