package com.hookprobe.dsm.ledger.core;

/** A token bucket: {@code perSecond} tokens a second, at most two seconds' worth saved up. */
final class Tokens {
    private static final long SECOND_NS = 1_000_000_000L;

    private final long perSecond;
    private final long max;
    private long level;
    private long filledNs;

    Tokens(long perSecond, long nowNs) {
        this.perSecond = perSecond;
        this.max = 2 * perSecond;
        this.level = max;
        this.filledNs = nowNs;
    }

    boolean take(long count, long nowNs) {
        long elapsedNs = Math.min(nowNs - filledNs, 2 * SECOND_NS);
        long more = elapsedNs <= 0
                ? 0
                : Math.multiplyHigh(elapsedNs, perSecond) != 0 ? max : elapsedNs * perSecond / SECOND_NS;
        if (more > 0) {
            level = Math.min(max, level + more);
            filledNs = nowNs;
        }
        if (level < count) {
            return false;
        }
        level -= count;
        return true;
    }
}
