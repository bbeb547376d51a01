package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.List;

/**
 * Tells the writer which stored blocks a decided range finalises: those reached from its head along {@code prev}. All
 * others with a number of the range are settled too; they lost a fork, or a block between is missing.
 */
final class RangeWalk {
    /** Numbers of one look: few enough that ingest does not wait for it. */
    private static final int SPAN = 250;

    /** With all the branches that a number may have it still fits one answer. */
    private static final int SPAN_OF_FORKS = LedgerReader.RANGE_MAX / BlockStore.BRANCHES_REQUIRED_MAX - 1;

    private final LedgerReader ledger;
    private final StepWriter out;
    private final long height;
    private final SourceRange range;
    private Hash32 wanted;
    private long wantedSeq;

    private RangeWalk(LedgerReader ledger, StepWriter out, long height, SourceRange range) {
        this.ledger = ledger;
        this.out = out;
        this.height = height;
        this.range = range;
        this.wanted = range.head();
        this.wantedSeq = range.to();
    }

    static void walk(LedgerReader ledger, StepWriter out, long height, SourceRange range)
            throws StoreException, ProjectionException {
        new RangeWalk(ledger, out, height, range).down();
    }

    private void down() throws StoreException, ProjectionException {
        long high = range.to();
        while (high >= range.from()) {
            long low = Math.max(range.from(), high - SPAN + 1);
            List<Microblock> found = ledger.range(range.source(), range.incarnation(), low, high);
            if (found.size() >= LedgerReader.RANGE_MAX) {
                low = Math.max(range.from(), high - SPAN_OF_FORKS + 1);
                found = ledger.range(range.source(), range.incarnation(), low, high);
            }
            for (int i = found.size() - 1; i >= 0; i--) {
                take(found.get(i));
            }
            high = low - 1;
        }
    }

    private void take(Microblock block) throws ProjectionException {
        Hash32 hash = block.hash();
        if (block.seq() == wantedSeq && hash.equals(wanted)) {
            out.finalised(hash, height);
            wanted = block.prev();
            wantedSeq--;
        } else {
            out.settled(hash);
        }
    }
}
