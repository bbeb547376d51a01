package com.hookprobe.fixedpoint;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The same loops on the Vector API, four rows at a time, so that the inputs are loaded once for four rows.
 *
 * <p>Nobody but {@link KernelChoice} names this class: it only loads where the module jdk.incubator.vector is there.
 * Signals stay {@code int[]} and are widened when loaded: half the memory to read, and the compiler of newer JVMs sees that
 * both factors fit 32 bits and takes the one instruction for that instead of a 64-bit product. For the same reason what is
 * spread over a vector is shifted up and down once.
 *
 * <p>Layers whose rows are no multiple of four, or whose columns are no multiple of the width, go to the scalar loops.
 */
final class VectorKernels implements LayerKernels {
    /** Below this width the plain loops win. */
    static final int BITS_MIN = 256;

    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int LANES = LONGS.length();
    private static final VectorSpecies<Integer> INTS = intsForOneOf(LONGS);
    private static final int ROWS = 4;

    /** Called by reflection. */
    VectorKernels() {}

    private static VectorSpecies<Integer> intsForOneOf(VectorSpecies<Long> longs) {
        int bits = longs.vectorBitSize() / 2;
        return bits < 64 ? IntVector.SPECIES_64 : VectorSpecies.of(int.class, VectorShape.forBitSize(bits));
    }

    @Override
    public void forward(long[] masters, int weightsAt, int biasesAt, int[] in, int[] z) {
        if (!fits(z.length, in.length)) {
            ScalarKernels.INSTANCE.forward(masters, weightsAt, biasesAt, in, z);
            return;
        }
        int cols = in.length;
        int at = weightsAt;
        for (int row = 0; row < z.length; row += ROWS) {
            LongVector sum0 = LongVector.zero(LONGS);
            LongVector sum1 = sum0;
            LongVector sum2 = sum0;
            LongVector sum3 = sum0;
            for (int col = 0; col < cols; col += LANES) {
                LongVector x = widened(in, col);
                sum0 = sum0.add(weights(masters, at + col).mul(x));
                sum1 = sum1.add(weights(masters, at + cols + col).mul(x));
                sum2 = sum2.add(weights(masters, at + 2 * cols + col).mul(x));
                sum3 = sum3.add(weights(masters, at + 3 * cols + col).mul(x));
            }
            int bias = biasesAt + row;
            z[row] = Layers.preActivation(sum0.reduceLanes(VectorOperators.ADD), masters[bias]);
            z[row + 1] = Layers.preActivation(sum1.reduceLanes(VectorOperators.ADD), masters[bias + 1]);
            z[row + 2] = Layers.preActivation(sum2.reduceLanes(VectorOperators.ADD), masters[bias + 2]);
            z[row + 3] = Layers.preActivation(sum3.reduceLanes(VectorOperators.ADD), masters[bias + 3]);
            at += ROWS * cols;
        }
    }

    @Override
    public void backwardAndUpdate(long[] masters, int weightsAt, int[] deltas, int[] steps, int[] in, long[] sums) {
        if (!fits(deltas.length, in.length)) {
            ScalarKernels.INSTANCE.backwardAndUpdate(masters, weightsAt, deltas, steps, in, sums);
            return;
        }
        int cols = in.length;
        // From the last row to the first: the forward pass has just come the other way, and its last rows are near.
        for (int row = deltas.length - ROWS; row >= 0; row -= ROWS) {
            int at = weightsAt + row * cols;
            LongVector d0 = spread(deltas[row]);
            LongVector d1 = spread(deltas[row + 1]);
            LongVector d2 = spread(deltas[row + 2]);
            LongVector d3 = spread(deltas[row + 3]);
            LongVector q0 = spread(steps[row]);
            LongVector q1 = spread(steps[row + 1]);
            LongVector q2 = spread(steps[row + 2]);
            LongVector q3 = spread(steps[row + 3]);
            for (int col = 0; col < cols; col += LANES) {
                LongVector x = widened(in, col);
                LongVector m0 = LongVector.fromArray(LONGS, masters, at + col);
                LongVector m1 = LongVector.fromArray(LONGS, masters, at + cols + col);
                LongVector m2 = LongVector.fromArray(LONGS, masters, at + 2 * cols + col);
                LongVector m3 = LongVector.fromArray(LONGS, masters, at + 3 * cols + col);
                LongVector.fromArray(LONGS, sums, col)
                        .add(top(m0).mul(d0))
                        .add(top(m1).mul(d1))
                        .add(top(m2).mul(d2))
                        .add(top(m3).mul(d3))
                        .intoArray(sums, col);
                m0.sub(x.mul(q0)).intoArray(masters, at + col);
                m1.sub(x.mul(q1)).intoArray(masters, at + cols + col);
                m2.sub(x.mul(q2)).intoArray(masters, at + 2 * cols + col);
                m3.sub(x.mul(q3)).intoArray(masters, at + 3 * cols + col);
            }
        }
    }

    @Override
    public void updateAndForward(
            long[] masters, int weightsAt, int biasesAt, int[] steps, int[] before, int[] in, int[] z) {
        if (!fits(z.length, in.length)) {
            ScalarKernels.INSTANCE.updateAndForward(masters, weightsAt, biasesAt, steps, before, in, z);
            return;
        }
        int cols = in.length;
        int at = weightsAt;
        for (int row = 0; row < z.length; row += ROWS) {
            LongVector q0 = spread(steps[row]);
            LongVector q1 = spread(steps[row + 1]);
            LongVector q2 = spread(steps[row + 2]);
            LongVector q3 = spread(steps[row + 3]);
            LongVector sum0 = LongVector.zero(LONGS);
            LongVector sum1 = sum0;
            LongVector sum2 = sum0;
            LongVector sum3 = sum0;
            for (int col = 0; col < cols; col += LANES) {
                LongVector old = widened(before, col);
                LongVector x = widened(in, col);
                sum0 = sum0.add(moved(masters, at + col, old.mul(q0)).mul(x));
                sum1 = sum1.add(moved(masters, at + cols + col, old.mul(q1)).mul(x));
                sum2 = sum2.add(moved(masters, at + 2 * cols + col, old.mul(q2)).mul(x));
                sum3 = sum3.add(moved(masters, at + 3 * cols + col, old.mul(q3)).mul(x));
            }
            int bias = biasesAt + row;
            z[row] = Layers.preActivation(sum0.reduceLanes(VectorOperators.ADD), masters[bias]);
            z[row + 1] = Layers.preActivation(sum1.reduceLanes(VectorOperators.ADD), masters[bias + 1]);
            z[row + 2] = Layers.preActivation(sum2.reduceLanes(VectorOperators.ADD), masters[bias + 2]);
            z[row + 3] = Layers.preActivation(sum3.reduceLanes(VectorOperators.ADD), masters[bias + 3]);
            at += ROWS * cols;
        }
    }

    @Override
    public void update(long[] masters, int weightsAt, int[] steps, int[] in) {
        if (!fits(steps.length, in.length)) {
            ScalarKernels.INSTANCE.update(masters, weightsAt, steps, in);
            return;
        }
        int cols = in.length;
        int at = weightsAt;
        for (int row = 0; row < steps.length; row += ROWS) {
            LongVector q0 = spread(steps[row]);
            LongVector q1 = spread(steps[row + 1]);
            LongVector q2 = spread(steps[row + 2]);
            LongVector q3 = spread(steps[row + 3]);
            for (int col = 0; col < cols; col += LANES) {
                LongVector x = widened(in, col);
                subtract(masters, at + col, x.mul(q0));
                subtract(masters, at + cols + col, x.mul(q1));
                subtract(masters, at + 2 * cols + col, x.mul(q2));
                subtract(masters, at + 3 * cols + col, x.mul(q3));
            }
            at += ROWS * cols;
        }
    }

    @Override
    public String name() {
        return "vector " + LONGS.vectorBitSize();
    }

    /** Width of the machine's preferred vectors in bits. */
    static int preferredBits() {
        return LONGS.vectorBitSize();
    }

    private static boolean fits(int rows, int cols) {
        return rows % ROWS == 0 && cols % LANES == 0;
    }

    private static LongVector weights(long[] masters, int at) {
        return top(LongVector.fromArray(LONGS, masters, at));
    }

    private static LongVector top(LongVector masters) {
        return masters.lanewise(VectorOperators.ASHR, 32);
    }

    private static LongVector widened(int[] in, int at) {
        return (LongVector) IntVector.fromArray(INTS, in, at).convertShape(VectorOperators.I2L, LONGS, 0);
    }

    private static LongVector spread(int value) {
        return LongVector.broadcast(LONGS, value)
                .lanewise(VectorOperators.LSHL, 32)
                .lanewise(VectorOperators.ASHR, 32);
    }

    /** Masters less the products, written back; their upper halves. */
    private static LongVector moved(long[] masters, int at, LongVector products) {
        LongVector next = LongVector.fromArray(LONGS, masters, at).sub(products);
        next.intoArray(masters, at);
        return top(next);
    }

    private static void subtract(long[] masters, int at, LongVector products) {
        LongVector.fromArray(LONGS, masters, at).sub(products).intoArray(masters, at);
    }
}
