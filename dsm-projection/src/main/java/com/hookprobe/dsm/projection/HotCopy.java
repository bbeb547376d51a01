package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Copies what is looked up often: what waits for a checkpoint, the newest blocks of each source, the newest checkpoints. */
final class HotCopy {
    static final int CHECKPOINTS = 16;
    static final int BLOCKS_OF_A_SOURCE = 32;

    /** Of all sources together; each has at least one. */
    static final int BLOCKS = 100_000;

    /** Heights that are looked through for the newest checkpoints, when some are missing. */
    private static final int HEIGHTS = 1_000;

    /** Numbers of one look: few enough that ingest does not wait for it. */
    private static final int SPAN = 250;

    private final LedgerReader ledger;
    private final StepWriter out;
    private long pendingLeft;

    private HotCopy(LedgerReader ledger, StepWriter out, long pendingMax) {
        this.ledger = ledger;
        this.out = out;
        this.pendingLeft = pendingMax;
    }

    /**
     * Copies.
     *
     * @return the highest checkpoint that is copied
     */
    static long copy(LedgerReader ledger, StepWriter out, FrontierDiff frontier, long pendingMax)
            throws StoreException, ProjectionException {
        HotCopy copy = new HotCopy(ledger, out, pendingMax);
        frontier.write(ledger, out);
        copy.blocks();
        long latest = ledger.latestDecided().map(DecidedCheckpoint::height).orElse(0L);
        copy.checkpoints(latest);
        out.flush();
        return latest;
    }

    private void blocks() throws StoreException, ProjectionException {
        Frontier state = ledger.frontier();
        List<SourceHead> heads = ledger.heads();
        int newest = Math.max(1, Math.min(BLOCKS_OF_A_SOURCE, BLOCKS / Math.max(1, heads.size())));
        for (SourceHead head : heads) {
            long finalised = finalised(state.entry(head.source()), head.incarnation());
            long last = Math.min(head.to(), finalised);
            write(head, Math.max(1, last - newest + 1), last, false);
            if (finalised < Long.MAX_VALUE) {
                pending(head, finalised + 1);
            }
        }
    }

    /** Of an incarnation before the finalised one nothing is pending. */
    private static long finalised(Optional<FrontierEntry> entry, long incarnation) {
        if (entry.isEmpty() || entry.get().incarnation() < incarnation) {
            return 0;
        }
        return entry.get().incarnation() == incarnation ? entry.get().to() : Long.MAX_VALUE;
    }

    private void pending(SourceHead head, long first) throws StoreException, ProjectionException {
        long low = first;
        while (low <= head.to() && pendingLeft > 0) {
            long high = Math.min(head.to(), low + SPAN - 1);
            write(head, low, high, true);
            low = high + 1;
        }
        // Blocks with a gap before them: dissemination keeps few.
        if (pendingLeft > 0) {
            write(head, Math.max(first, head.to() + 1), Long.MAX_VALUE, true);
        }
    }

    private void write(SourceHead head, long low, long high, boolean pending)
            throws StoreException, ProjectionException {
        if (low > high) {
            return;
        }
        for (Microblock block : ledger.range(head.source(), head.incarnation(), low, high)) {
            if (!pending || pendingLeft-- > 0) {
                out.block(new BlockRow(block.hash(), block, pending));
            }
        }
    }

    private void checkpoints(long latest) throws StoreException, ProjectionException {
        Deque<DecidedCheckpoint> found = new ArrayDeque<>();
        for (long height = latest; height > Math.max(0, latest - HEIGHTS) && found.size() < CHECKPOINTS; height--) {
            ledger.decided(height).ifPresent(found::addFirst);
        }
        for (DecidedCheckpoint decided : found) {
            out.checkpoint(decided);
        }
    }
}
