package com.hookprobe.htp.file.core;

import java.util.BitSet;

/**
 * The receiving half of a transfer. Takes chunks in any order inside the window, each once; counts them as written only
 * when the disk says so; acknowledges each quarter of a window, so that the sender never waits for a mark that is due.
 */
final class ChunkReceiver {
    private final ChunkPlan plan;
    private final int windowChunks;
    private final BitSet taken = new BitSet();
    private final BitSet stored = new BitSet();
    private int written;
    private int acknowledged;

    ChunkReceiver(ChunkPlan plan, long windowBytes, ChunkRanges held) {
        this.plan = plan;
        this.windowChunks = plan.windowChunks(windowBytes);
        taken.or(held.toBits());
        stored.or(taken);
        written = held.leading();
        acknowledged = written;
    }

    /** The chunk's bytes as they are in the file; refused when the chunk may not come, or is not what it should be. */
    ChunkBytes take(ChunkData chunk) throws Malformed {
        int index = chunk.index();
        if (chunk.totalChunks() != plan.totalChunks() || index >= (long) acknowledged + windowChunks) {
            throw Malformed.invalid("chunk beyond the window or the file");
        }
        if (index < written || taken.get(index)) {
            throw Malformed.invalid("chunk sent twice");
        }
        int length = plan.length(index);
        ChunkBytes plain = chunk.packed() ? ChunkCodec.inflate(chunk.data(), length) : chunk.data();
        // The reference wrote 100,000 bytes into a file declared with 5.
        if (plain.length() != length) {
            throw new Malformed(FileErrorCode.INTEGRITY_FAILURE, "chunk of another length");
        }
        taken.set(index);
        return plain;
    }

    /** A chunk is on the disk; true when the mark should be told to the sender now. */
    boolean stored(int index) {
        stored.set(index);
        written = stored.nextClearBit(written);
        boolean due = written - acknowledged >= Math.max(1, windowChunks / 4);
        return due || (allWritten() && written > acknowledged);
    }

    /** The mark was told to the sender. */
    void acknowledged() {
        acknowledged = written;
    }

    int written() {
        return written;
    }

    boolean allWritten() {
        return written == plan.totalChunks();
    }
}
