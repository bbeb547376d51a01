package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.List;
import java.util.Optional;

/** Copies every block, then every checkpoint, which marks its blocks. */
final class FullCopy {
    /** Blocks of one look: few enough that ingest does not wait for it. */
    private static final int PAGE = 250;

    private FullCopy() {}

    /**
     * Copies.
     *
     * @return the highest checkpoint that is copied
     */
    static long copy(LedgerReader ledger, StepWriter out, FrontierDiff frontier)
            throws StoreException, ProjectionException {
        long prunedBefore = ledger.bodiesPruned();
        Hash32 after = Hash32.ZERO;
        List<Microblock> page = ledger.page(after, PAGE);
        while (!page.isEmpty()) {
            for (Microblock block : page) {
                after = block.hash();
                out.block(new BlockRow(after, block, true));
            }
            page = ledger.page(after, PAGE);
        }
        // Blocks first, so that their marks find them.
        out.flush();
        long latest = ledger.latestDecided().map(DecidedCheckpoint::height).orElse(0L);
        for (long height = 1; height <= latest; height++) {
            Optional<DecidedCheckpoint> decided = ledger.decided(height);
            if (decided.isPresent()) {
                Resolver.write(ledger, out, decided.get());
            }
        }
        if (ledger.leavesPruned() > prunedBefore) {
            // Of these heights blocks may have been copied, and nothing tells any more which ones.
            throw ProjectionException.overtaken(ledger.leavesPruned());
        }
        frontier.write(ledger, out);
        out.flush();
        return latest;
    }
}
