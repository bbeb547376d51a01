package com.hookprobe.fixedpoint;

/**
 * What happens to the numbers between two layers: rounding, the leaky rectifier, deltas, steps, the clamp.
 *
 * <p>Clauses: NEURO 3.3 to 3.5. The loops have no branch that depends on the sign of a signal: signs are as good as random,
 * and a guess that is wrong half of the time costs more than the arithmetic. Stateless; thread-safe as the arrays are.
 */
public final class Layers {
    private static final int ACTIVATION_MAX = (1 << 23) - 1;
    private static final int DELTA_MAX = (1 << 27) - 1;
    private static final long MASTER_MIN = -(1L << 55);
    private static final long MASTER_MAX = (1L << 55) - 1;

    private Layers() {}

    /**
     * Leaky rectifier: {@code out = z < 0 ? z >> 3 : z}, which is the greater of the two; the arrays have one length and
     * may be the same.
     */
    public static void leaky(int[] z, int[] out) {
        for (int i = 0; i < z.length; i++) {
            out[i] = Math.max(z[i], z[i] >> 3);
        }
    }

    /**
     * Deltas of the layer below from the sums of {@link LayerKernels#backwardAndUpdate}: rounded to Q.24, saturated to 28
     * bits, and through the slope of the leaky rectifier.
     *
     * @param z pre-activations of the layer below
     * @param below receives the deltas; the three arrays have one length
     */
    public static void deltasBelow(long[] sums, int[] z, int[] below) {
        for (int i = 0; i < below.length; i++) {
            // All bits of z >> 31 are the sign: a shift by 3 or by 0.
            below[i] = roundAndSaturate(sums[i], DELTA_MAX) >> (z[i] >> 31 & 3);
        }
    }

    /**
     * Steps q = eta * delta in Q0.32, rounded away from zero, so that a delta that is not zero always moves a weight.
     *
     * @param deltas in Q.24
     * @param etaQ48 in [1, 2^35]
     * @param steps receives one step for each delta
     */
    public static void steps(int[] deltas, long etaQ48, int[] steps) {
        for (int i = 0; i < deltas.length; i++) {
            long delta = deltas[i];
            // 0 or -1: (x ^ sign) - sign negates when the sign is -1.
            long sign = delta >> 63;
            long step = (((delta ^ sign) - sign) * etaQ48 + (1L << 40) - 1) >> 40;
            steps[i] = (int) ((step ^ sign) - sign);
        }
    }

    /** bias[row] -= step[row], the step being Q0.32 and the bias Q16.48. */
    public static void updateBiases(long[] masters, int biasesAt, int[] steps) {
        for (int i = 0; i < steps.length; i++) {
            masters[biasesAt + i] -= (long) steps[i] << 16;
        }
    }

    /** Clamps every master to [-2^55, 2^55 - 1], which is [-128, 128) as a number. */
    public static void clamp(long[] masters) {
        for (int i = 0; i < masters.length; i++) {
            long m = masters[i];
            masters[i] = m < MASTER_MIN ? MASTER_MIN : (m > MASTER_MAX ? MASTER_MAX : m);
        }
    }

    /** z of one row: the sum of products in Q16.32 and the bias, rounded to Q16.16 and saturated to [-2^23, 2^23 - 1]. */
    static int preActivation(long products, long biasMaster) {
        return roundAndSaturate(products + ((biasMaster >> 32) << 16), ACTIVATION_MAX);
    }

    /** clamp((sum + 2^15) >> 16) to [-max - 1, max]. */
    static int roundAndSaturate(long sum, int max) {
        long rounded = (sum + 0x8000) >> 16;
        if (rounded > max) {
            return max;
        }
        return rounded < ~max ? ~max : (int) rounded;
    }
}
