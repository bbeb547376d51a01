package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.List;

/**
 * Lets the outbox forget what every target has confirmed, but for a margin: a target that comes back from a state of
 * moments ago need not copy everything anew. A target that has not told its place yet holds everything; how much that may be
 * is bounded by the ledger.
 */
final class OutboxTrim {
    /** Entries that stay although every target has them. */
    static final long MARGIN = 10_000;

    /** Trimming costs a write: not for less than so many entries. */
    static final long WORTH = 1_000;

    private final Outbox outbox;
    private final List<Projector> projectors;
    private long trimmed;

    OutboxTrim(Outbox outbox, List<Projector> projectors) {
        this.outbox = outbox;
        this.projectors = projectors;
    }

    synchronized void run() {
        long confirmed = Long.MAX_VALUE;
        for (Projector each : projectors) {
            Position position = each.progress().confirmed();
            boolean known = position.state() != Position.State.NONE && position.generation() == outbox.generation();
            confirmed = Math.min(confirmed, known ? position.sequence() : 0);
        }
        long upTo = confirmed - MARGIN;
        if (upTo - trimmed < WORTH) {
            return;
        }
        try {
            outbox.trim(upTo);
        } catch (StoreException | IllegalStateException e) {
            // The ledger's disk fails or it is closed: its owner hears of it there, and what stays does no harm.
            return;
        }
        trimmed = upTo;
    }
}
