package com.hookprobe.dsm.ledger;

import java.util.Optional;

/**
 * What {@link BlockStore#put} did.
 *
 * @param outcome see there
 * @param other with {@code FORK} and {@code REFUSED_BRANCH}: the block with the same source, incarnation and seq that was
 *     first. With the new one it is evidence (DSM 3.8 E6)
 */
public record PutResult(Outcome outcome, Optional<Hash32> other) {
    /** The cases. */
    public enum Outcome {
        /** Stored; no other block has this number. */
        STORED,
        /** It was there already. */
        DUPLICATE,
        /** Stored as another branch. */
        FORK,
        /** Not stored: the number has as many branches as the store keeps. */
        REFUSED_BRANCH
    }

    /** True when the block is in the store now. */
    public boolean held() {
        return outcome != Outcome.REFUSED_BRANCH;
    }
}
