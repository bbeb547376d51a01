package com.hookprobe.qsecbit.exchange.core;

/**
 * When to try again. The wait doubles with each failure in a row up to a most; half of it is drawn, so that many do not come at once.
 *
 * @param leastNanos after the first failure
 * @param mostNanos however many there were
 */
public record Backoff(long leastNanos, long mostNanos) {
    private static final int DOUBLINGS_MAX = 40;

    public Backoff {
        if (leastNanos < 1 || mostNanos < leastNanos) {
            throw new IllegalArgumentException("expected 0 < least <= most, found " + leastNanos + ", " + mostNanos);
        }
    }

    /**
     * How long to wait.
     *
     * @param failures in a row, from 1
     * @param random in [0, 1)
     * @param askedNanos what the other side asked for; 0 when it did not
     */
    public long waitNanos(int failures, double random, long askedNanos) {
        long full = leastNanos;
        for (int i = 1; i < Math.min(failures, DOUBLINGS_MAX) && full < mostNanos; i++) {
            full = Math.min(mostNanos, full * 2);
        }
        long drawn = full / 2 + (long) (random * (full - full / 2));
        // More than a most is not waited for anybody.
        return Math.min(mostNanos, Math.max(drawn, askedNanos));
    }
}
