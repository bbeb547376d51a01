package com.hookprobe.qsecbit.federation;

/** Counts told coarsely: exact ones would tell a site's traffic. */
public final class Buckets {
    /** The highest bucket. */
    public static final int MAX = 63;

    private Buckets() {}

    /**
     * 0 for 0, otherwise one more than the binary logarithm: 1 for 1, 2 for 2 and 3, 3 for 4 to 7, up to 63.
     *
     * @throws IllegalArgumentException for a negative count
     */
    public static int of(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count is not negative, got " + count);
        }
        return Long.SIZE - Long.numberOfLeadingZeros(count);
    }
}
