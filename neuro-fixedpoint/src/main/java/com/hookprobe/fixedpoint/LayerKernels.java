package com.hookprobe.fixedpoint;

/**
 * The loops over a dense layer whose weights are 64-bit masters in Q16.48; nearly all time of NEURO is spent here.
 *
 * <p>Clauses: NEURO 3.3 to 3.5. A layer lies in one flat array: {@code rows * cols} weights, row-major, from
 * {@code weightsAt}; {@code rows} biases from {@code biasesAt}. Rows are outputs, columns inputs. A product takes the
 * upper 32 bits of a master, which is its floor in Q16.16; an update reaches all 64.
 *
 * <p>Why no sum can overflow while |master| &lt; 2^56: |weight| &lt; 2^24, |activation| &lt;= 2^23 and 128 columns bound a
 * forward sum by 2^54; |delta| &lt;= 2^27 and 128 rows bound a backward sum by 2^58. So the order of the additions does not
 * matter, and every implementation gives the same bits. Beyond these bounds sums wrap modulo 2^64, also the same in all.
 *
 * <p>Implementations are stateless; safe from any thread that owns the arrays it passes. No call allocates once compiled.
 */
public interface LayerKernels {
    /**
     * Pre-activations z = W in + b, rounded to Q16.16 and saturated to [-128, 128).
     *
     * @param in inputs in Q16.16, magnitude at most 2^23; its length is the number of columns
     * @param z receives the results; its length is the number of rows
     */
    void forward(long[] masters, int weightsAt, int biasesAt, int[] in, int[] z);

    /**
     * One walk down a layer: {@code sums[col] += weight[row][col] * deltas[row]} with the weights as they are, then
     * {@code weight[row][col] -= steps[row] * in[col]}. Q0.32 times Q16.16 is exactly Q.48, so nothing is rounded. A row is
     * read before it is written and rows do not meet, so this equals all sums first and all updates after.
     *
     * @param deltas in Q.24, one for each row
     * @param steps in Q0.32, one for each row, see {@link Layers#steps}
     * @param in inputs of the layer, one for each column
     * @param sums one for each column; the caller clears it
     */
    void backwardAndUpdate(long[] masters, int weightsAt, int[] deltas, int[] steps, int[] in, long[] sums);

    /**
     * The update of one step and the forward pass of the next in one walk: {@code weight[row][col] -= steps[row] *
     * before[col]}, then z from the new weights and {@code in} as in {@link #forward}. The weights are read once for both.
     *
     * @param before inputs of the step, one for each column
     * @param in inputs of the next one, one for each column
     */
    void updateAndForward(long[] masters, int weightsAt, int biasesAt, int[] steps, int[] before, int[] in, int[] z);

    /** The update alone, for the lowest layer, below which no deltas are wanted. */
    void update(long[] masters, int weightsAt, int[] steps, int[] in);

    /** A short name for logs and measurements: "scalar", or "vector" with the width in bits. */
    String name();

    /**
     * The fastest kernels that this machine has and that give the same bits as the plain ones, found once; see
     * {@link KernelChoice}.
     */
    static LayerKernels best() {
        return KernelChoice.BEST.kernels();
    }

    /** Why {@link #best} is what it is, in a few words for a person. */
    static String reason() {
        return KernelChoice.BEST.reason();
    }

    /** Plain loops, everywhere. */
    static LayerKernels scalar() {
        return ScalarKernels.INSTANCE;
    }
}
