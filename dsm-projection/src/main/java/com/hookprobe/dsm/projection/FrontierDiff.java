package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.Optional;

/**
 * Writes what changed in the frontier since it was last written. After a failure or a restart that is not known, and all of
 * it is written again.
 */
final class FrontierDiff {
    private Frontier written = Frontier.EMPTY;

    void write(LedgerReader ledger, StepWriter out) throws StoreException, ProjectionException {
        // Read before the frontier: a decision in between makes the rows younger than they say, and comes again.
        long height = ledger.frontierHeight();
        Frontier now = ledger.frontier();
        for (FrontierEntry entry : now.entries()) {
            if (!written.entry(entry.source()).equals(Optional.of(entry))) {
                out.frontier(entry, height);
            }
        }
        written = now;
    }

    void forget() {
        written = Frontier.EMPTY;
    }
}
