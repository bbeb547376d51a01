package com.hookprobe.htp.core.message;

import org.jspecify.annotations.Nullable;

/**
 * HTP 4.6: what one session holds of the {@link MemoryBudget}. It may hold a part of what is free, so that a few peers that
 * begin messages and never finish them leave room for all others: the more of them there are, the less each may hold.
 *
 * <p>Two things go on when nothing else does. A message that others of its channel wait for is let in beyond the share, one
 * at a time: what waits may have been taken when more was free, and only that message sets it free. And urgent channels have
 * memory of their own, since new keys and alerts come through them.
 */
final class MemoryShare {
    /** HTP 4.6: what a session may hold of the memory of urgent channels. */
    static final long URGENT_MAX = 64 << 10;

    /** Where a message's memory came from, and goes back to. */
    enum Grant {
        SHARE,
        BEYOND,
        URGENT
    }

    private final MemoryBudget budget;
    private long held;
    private long urgentHeld;
    private boolean beyond;

    MemoryShare(MemoryBudget budget) {
        this.budget = budget;
    }

    /** For a message that is delivered as soon as it is whole. Takes all or nothing. */
    @Nullable Grant grant(long bytes) {
        return held + bytes <= budget.shareMax() && take(bytes) ? Grant.SHARE : null;
    }

    /** For an ordered message that nothing of its channel stands before. */
    @Nullable Grant grantToFirst(long bytes) {
        Grant grant = grant(bytes);
        if (grant == null && !beyond && take(bytes)) {
            beyond = true;
            return Grant.BEYOND;
        }
        return grant;
    }

    /** For an ordered message that waits for another. */
    @Nullable Grant grantToWaiting(long bytes) {
        return tryTakeForWaiting(bytes) ? Grant.SHARE : null;
    }

    /** For a message of an urgent channel. */
    @Nullable Grant grantToUrgent(long bytes) {
        Grant grant = grant(bytes);
        if (grant == null && urgentHeld + bytes <= URGENT_MAX && budget.tryTakeForUrgent(bytes)) {
            urgentHeld += bytes;
            return Grant.URGENT;
        }
        return grant;
    }

    /** For what may have to wait for something else: half of the share at most, and never of the budget's reserve. */
    boolean tryTakeForWaiting(long bytes) {
        if (held + bytes > budget.shareMax() / 2 || !budget.tryTakeForWaiting(bytes)) {
            return false;
        }
        held += bytes;
        return true;
    }

    private boolean take(long bytes) {
        if (!budget.tryTake(bytes)) {
            return false;
        }
        held += bytes;
        return true;
    }

    void giveBack(Grant grant, long bytes) {
        if (grant == Grant.URGENT) {
            urgentHeld -= bytes;
            budget.giveBackUrgent(bytes);
            return;
        }
        beyond &= grant != Grant.BEYOND;
        giveBack(bytes);
    }

    /** Gives back what {@link #tryTakeForWaiting} took. */
    void giveBack(long bytes) {
        held -= bytes;
        budget.giveBack(bytes);
    }
}
