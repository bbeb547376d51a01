package com.hookprobe.fixedpoint;

/**
 * The time-decayed learning rate eta = 0.0001 * exp(-dt / 7200 s), on integers.
 *
 * <p>Clause: NEURO 3.1. Time differences are microseconds. Measured when designed: the error of the decay is at most
 * 1.3e-12. Stateless, thread-safe.
 */
public final class ExpDecay {
    /** round(2^95 / (tau * ln 2)) with tau = 7.2e9 us, so that the high word of (dt << 8) times it is in Q.39. */
    private static final long INVERSE_TAU_LN2 = 0x6e282d632521a7c8L;

    private static final int FRACTION_BITS = 39;
    private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;

    /** round(1e-4 * 2^50). */
    private static final long BASE_RATE_Q50 = 0x1a36e2eb1cL;

    private ExpDecay() {}

    /**
     * exp(-dt / tau) in Q0.62, in [0, 2^62].
     *
     * @param deltaMicros dt, an unsigned 64-bit number; from 2^38 us (76 hours) on the result is 0
     */
    public static long decayQ62(long deltaMicros) {
        if (deltaMicros >>> 38 != 0) {
            return 0;
        }
        long scaled = Math.multiplyHigh(deltaMicros << 8, INVERSE_TAU_LN2);
        int halvings = (int) (scaled >>> FRACTION_BITS);
        long fraction = (scaled & FRACTION_MASK) << 23;
        return Exp2.negative(fraction) >> halvings;
    }

    /**
     * 2^-f in Q0.62, the polynomial of NEURO 3.1 that all of this rests on; public so that it can be checked alone.
     *
     * @param fractionQ62 f in Q0.62, in [0, 2^62)
     */
    public static long exp2NegativeQ62(long fractionQ62) {
        return Exp2.negative(fractionQ62);
    }

    /**
     * eta in Q0.48, in [1, 2^35].
     *
     * <p>One unit is added always: a TER that comes after a gap of days must still leave a trace in the weights.
     *
     * @param deltaMicros as in {@link #decayQ62}
     */
    public static long learningRateQ48(long deltaMicros) {
        return Math.multiplyHigh(decayQ62(deltaMicros), BASE_RATE_Q50) + 1;
    }
}
