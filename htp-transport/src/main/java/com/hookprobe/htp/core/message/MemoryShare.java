package com.hookprobe.htp.core.message;

/**
 * HTP 4.6: what one session holds of the {@link MemoryBudget}. It may hold a part of what is free, so that a few peers that
 * begin messages and never finish them leave room for all others: the more of them there are, the less each may hold.
 *
 * <p>A message that others of its channel wait for is let in beyond the share, one at a time: what waits may have been
 * taken when more was free, and only that message sets it free.
 */
final class MemoryShare {
    private static final long NONE = -1;

    private final MemoryBudget budget;
    private long held;
    /** What was held when a message was let in beyond the share; {@link #NONE}: none is. */
    private long beyondFrom = NONE;

    MemoryShare(MemoryBudget budget) {
        this.budget = budget;
    }

    /** For what is delivered as soon as it is whole. Takes all or nothing. */
    boolean tryTake(long bytes) {
        return held + bytes <= budget.shareMax() && budget.tryTake(bytes) && took(bytes);
    }

    /** For an ordered message that nothing of its channel stands before. */
    boolean tryTakeForFirst(long bytes) {
        if (tryTake(bytes)) {
            return true;
        }
        if (beyondFrom != NONE || !budget.tryTake(bytes)) {
            return false;
        }
        beyondFrom = held;
        return took(bytes);
    }

    /** For what may have to wait for something else: half of the share at most, and never of the budget's reserve. */
    boolean tryTakeForWaiting(long bytes) {
        return held + bytes <= budget.shareMax() / 2 && budget.tryTakeForWaiting(bytes) && took(bytes);
    }

    private boolean took(long bytes) {
        held += bytes;
        return true;
    }

    void giveBack(long bytes) {
        held -= bytes;
        budget.giveBack(bytes);
        if (held <= beyondFrom) {
            beyondFrom = NONE;
        }
    }
}
