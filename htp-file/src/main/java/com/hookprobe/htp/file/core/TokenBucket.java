package com.hookprobe.htp.file.core;

/** A request budget in virtual time: {@code burst} tokens, refilled at a fixed rate. */
final class TokenBucket {
    private static final long SECOND_NS = 1_000_000_000L;

    private final long nsPerToken;
    private final long fullNs;
    /** Budget in nanoseconds of refill, so that no fraction is lost. */
    private long budgetNs;

    private long atNs;

    TokenBucket(int perSecond, int burst, long nowNs) {
        this.nsPerToken = SECOND_NS / perSecond;
        this.fullNs = nsPerToken * burst;
        this.budgetNs = fullNs;
        this.atNs = nowNs;
    }

    boolean take(long nowNs) {
        refill(nowNs);
        if (budgetNs < nsPerToken) {
            return false;
        }
        budgetNs -= nsPerToken;
        return true;
    }

    /** When {@link #take} will next succeed. */
    long readyNs() {
        return atNs + Math.max(0, nsPerToken - budgetNs);
    }

    private void refill(long nowNs) {
        long passedNs = Math.max(0, nowNs - atNs);
        atNs += passedNs;
        budgetNs = passedNs >= fullNs ? fullNs : Math.min(fullNs, budgetNs + passedNs);
    }
}
