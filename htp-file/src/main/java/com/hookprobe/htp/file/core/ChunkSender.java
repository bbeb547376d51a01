package com.hookprobe.htp.file.core;

import java.util.BitSet;

/**
 * The sending half of a transfer: which chunks to read next, never more than the window beyond the receiver's mark, never
 * one that the receiver holds already.
 */
final class ChunkSender {
    private final ChunkPlan plan;
    private final int windowChunks;
    private final BitSet held;
    private int asked;
    private int handedOver;
    private int written;

    ChunkSender(ChunkPlan plan, long windowBytes, ChunkRanges held) {
        this.plan = plan;
        this.windowChunks = plan.windowChunks(windowBytes);
        this.held = held.toBits();
        this.asked = held.leading();
        this.handedOver = asked;
        this.written = asked;
    }

    /** Whether the window allows one more chunk. */
    boolean mayAsk() {
        // written + window, never past the end
        return asked < Math.min(plan.totalChunks(), (long) written + windowChunks);
    }

    /** Bytes of the chunk that {@link #next} asks for. */
    int nextLength() {
        return plan.length(asked);
    }

    /** Asks the disk for the next chunk. */
    FileEffect.ReadChunk next(TransferKey key) {
        FileEffect.ReadChunk read = new FileEffect.ReadChunk(key, asked, plan.offset(asked), plan.length(asked));
        asked = held.nextClearBit(asked + 1);
        return read;
    }

    /** A chunk came from the disk, in the order asked for, and is on its way. */
    void handedOver(int index) {
        handedOver = held.nextClearBit(index + 1);
    }

    /** The receiver's mark; false when it goes back or names chunks that were never sent. */
    boolean acknowledge(int mark) {
        if (mark < written || mark > handedOver) {
            return false;
        }
        written = mark;
        return true;
    }

    int written() {
        return written;
    }

    boolean allWritten() {
        return written == plan.totalChunks();
    }
}
