package com.hookprobe.htp.file.core;

import java.util.List;

/** The sending half of a transfer: which chunks to read next, never more than the window beyond the receiver's mark. */
final class ChunkSender {
    private final ChunkPlan plan;
    private final int windowChunks;
    private int asked;
    private int handedOver;
    private int written;

    ChunkSender(ChunkPlan plan, long windowBytes) {
        this.plan = plan;
        this.windowChunks = plan.windowChunks(windowBytes);
    }

    /** Asks the disk for every chunk that the window allows. */
    void ask(TransferKey key, List<FileEffect> out) {
        // written + window, never past the end
        int until = (int) Math.min(plan.totalChunks(), (long) written + windowChunks);
        for (; asked < until; asked++) {
            out.add(new FileEffect.ReadChunk(key, asked, plan.offset(asked), plan.length(asked)));
        }
    }

    /** A chunk came from the disk and is on its way. */
    void handedOver() {
        handedOver++;
    }

    /** The receiver's mark; false when it goes back or names chunks that were never sent. */
    boolean acknowledge(int mark) {
        if (mark < written || mark > handedOver) {
            return false;
        }
        written = mark;
        return true;
    }

    boolean allWritten() {
        return written == plan.totalChunks();
    }
}
