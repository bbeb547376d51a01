package com.hookprobe.fixedpoint;

import java.util.Arrays;

/**
 * The loops over a dense layer whose weights are 64-bit masters in Q16.48.
 *
 * <p>Clauses: NEURO 3.3 to 3.5. A layer lies in one flat array: {@code rows * cols} weights, row-major, from
 * {@code weightsAt}; {@code rows} biases from {@code biasesAt}. Rows are outputs, columns inputs. A product takes the
 * upper 32 bits of a master, which is its floor in Q16.16; an update reaches all 64.
 *
 * <p>Why no sum can overflow while |master| &lt; 2^56: |weight| &lt; 2^24, |activation| &lt;= 2^23 and 128 columns bound a
 * forward sum by 2^54; |delta| &lt;= 2^27 and 128 rows bound a backward sum by 2^58. So the order of the additions does not
 * matter, and a vectorised kernel gives the same bits. The loops stay small and plain on purpose: the compiler of the JVM
 * handles them well, and large hand-unrolled ones were seen to fall off a cliff.
 *
 * <p>Stateless; safe from any thread that owns the arrays it passes.
 */
public final class Kernels {
    private static final int ACTIVATION_BITS = 23;
    private static final int DELTA_BITS = 27;
    private static final long MASTER_MIN = -(1L << 55);
    private static final long MASTER_MAX = (1L << 55) - 1;

    private Kernels() {}

    /**
     * Pre-activations z = W in + b, rounded to Q16.16 and saturated to [-128, 128).
     *
     * @param in inputs in Q16.16, magnitude at most 2^23; its length is the number of columns
     * @param z receives the results; its length is the number of rows
     */
    public static void forward(long[] masters, int weightsAt, int biasesAt, int[] in, int[] z) {
        int at = weightsAt;
        for (int row = 0; row < z.length; row++) {
            long sum = (masters[biasesAt + row] >> 32) << 16;
            sum += dot(masters, at, in);
            z[row] = roundAndSaturate(sum, ACTIVATION_BITS);
            at += in.length;
        }
    }

    /** Sum of weight * in over one row that starts at {@code at}; Q16.32 in a {@code long}. */
    static long dot(long[] masters, int at, int[] in) {
        long sum = 0;
        for (int col = 0; col < in.length; col++) {
            sum += (masters[at + col] >> 32) * in[col];
        }
        return sum;
    }

    /** Leaky rectifier: {@code out = z < 0 ? z >> 3 : z}; the arrays have one length and may be the same. */
    public static void leaky(int[] z, int[] out) {
        for (int i = 0; i < z.length; i++) {
            out[i] = z[i] < 0 ? z[i] >> 3 : z[i];
        }
    }

    /**
     * Deltas of the layer below: the transposed weights times the deltas above, rounded, saturated to 28 bits, and
     * through the slope of the leaky rectifier.
     *
     * @param above deltas of this layer's outputs in Q.24, one for each row
     * @param z pre-activations of the layer below, one for each column
     * @param sums scratch, one for each column
     * @param below receives the deltas in Q.24, one for each column
     */
    public static void backward(long[] masters, int weightsAt, int[] above, int[] z, long[] sums, int[] below) {
        transposedSums(masters, weightsAt, above, sums);
        for (int col = 0; col < below.length; col++) {
            int s = roundAndSaturate(sums[col], DELTA_BITS);
            below[col] = z[col] < 0 ? s >> 3 : s;
        }
    }

    /** sums[col] = sum over rows of weight[row][col] * above[row]; walks the rows so that memory is read in order. */
    static void transposedSums(long[] masters, int weightsAt, int[] above, long[] sums) {
        Arrays.fill(sums, 0);
        int at = weightsAt;
        for (int delta : above) {
            for (int col = 0; col < sums.length; col++) {
                sums[col] += (masters[at + col] >> 32) * delta;
            }
            at += sums.length;
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
            long magnitude = deltas[i] < 0 ? -(long) deltas[i] : deltas[i];
            long step = (magnitude * etaQ48 + (1L << 40) - 1) >> 40;
            steps[i] = (int) (deltas[i] < 0 ? -step : step);
        }
    }

    /**
     * The rank-one update: weight[row][col] -= step[row] * in[col] (Q0.32 times Q16.16 is exactly Q.48, so nothing is
     * rounded) and bias[row] -= step[row].
     */
    public static void update(long[] masters, int weightsAt, int biasesAt, int[] steps, int[] in) {
        int at = weightsAt;
        for (int row = 0; row < steps.length; row++) {
            long step = steps[row];
            for (int col = 0; col < in.length; col++) {
                masters[at + col] -= step * in[col];
            }
            masters[biasesAt + row] -= step << 16;
            at += in.length;
        }
    }

    /** Clamps every master to [-2^55, 2^55 - 1], which is [-128, 128) as a number. */
    public static void clamp(long[] masters) {
        for (int i = 0; i < masters.length; i++) {
            long m = masters[i];
            masters[i] = m < MASTER_MIN ? MASTER_MIN : (m > MASTER_MAX ? MASTER_MAX : m);
        }
    }

    /** clamp((sum + 2^15) >> 16) to [-2^bits, 2^bits - 1]. */
    static int roundAndSaturate(long sum, int bits) {
        long rounded = (sum + 0x8000) >> 16;
        long max = (1L << bits) - 1;
        if (rounded > max) {
            return (int) max;
        }
        return rounded < -max - 1 ? (int) (-max - 1) : (int) rounded;
    }
}
