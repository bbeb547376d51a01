package com.hookprobe.dsm.projection;

import java.time.Instant;
import java.util.Optional;

/**
 * How a projection is doing.
 *
 * @param target "postgresql" or "redis"
 * @param state see there
 * @param generation the outbox's, as far as the target has told; 0 before
 * @param sequence the last entry that the target has confirmed
 * @param behind entries of the outbox that it has not applied yet
 * @param steps transactions confirmed since this process began
 * @param blocks block rows written since this process began, repeated ones included
 * @param copies copies of the ledger anew that ended since this process began
 * @param error why it fails now, or the last time it did
 * @param failingSince since when it fails; empty when it does not
 */
public record ProjectionStatus(
        String target,
        State state,
        long generation,
        long sequence,
        long behind,
        long steps,
        long blocks,
        long copies,
        Optional<String> error,
        Optional<Instant> failingSince) {
    /** What it is at. */
    public enum State {
        /** It has not reached its target yet. */
        STARTING,
        /** It copies the ledger anew. */
        COPYING,
        /** It follows the ledger. */
        LIVE,
        /** The last try failed; the next comes by itself. */
        FAILING,
        /** It was ended. */
        CLOSED
    }

    /** True when the target holds everything that the ledger told so far. */
    public boolean caughtUp() {
        return state == State.LIVE && behind == 0;
    }
}
