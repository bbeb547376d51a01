package com.hookprobe.htp.file.core;

import java.util.BitSet;
import java.util.List;

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

    /** Asks the disk for every chunk that the window allows. */
    void ask(TransferKey key, List<FileEffect> out) {
        // written + window, never past the end
        int until = (int) Math.min(plan.totalChunks(), (long) written + windowChunks);
        for (; asked < until; asked = held.nextClearBit(asked + 1)) {
            out.add(new FileEffect.ReadChunk(key, asked, plan.offset(asked), plan.length(asked)));
        }
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
