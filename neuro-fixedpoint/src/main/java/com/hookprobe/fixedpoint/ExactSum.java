package com.hookprobe.fixedpoint;

/**
 * Exact sums of up to 2^31 products of two {@code int}s, in two {@code long}s.
 *
 * <p>One holds the sum of the products and may wrap, so it is the sum modulo 2^64. The other holds the sum of the upper
 * words, {@code product >> 32}, and cannot wrap: 2^31 times at most 2^30. The sum of the lower words that it lacks is below
 * 2^63, so what remains of the first after the second is taken off is exactly that. Both are sums of integers modulo
 * 2^64, so the order of the additions does not matter, and a vectorised loop gives the same bits.
 */
final class ExactSum {
    private static final long HALF = 1L << 15;

    private ExactSum() {}

    /**
     * The sum of products in Q.32 as Q16.16: rounded to nearest once, a tie goes up, saturated once.
     *
     * @param wrapped the sum of {@code product}, modulo 2^64
     * @param upper the sum of {@code product >> 32}
     */
    static int toQ16(long wrapped, long upper) {
        long lowers = wrapped - (upper << 32);
        long high = upper + (lowers >> 32);
        // From 2^47 on, and below -2^47, the end of the range is the nearest number.
        if (high < -(1 << 15) || high >= 1 << 15) {
            return high < 0 ? Q16.MIN : Q16.MAX;
        }
        long sum = (high << 32) | (lowers & 0xffffffffL);
        return Q16.saturate((sum + HALF) >> 16);
    }
}
