package com.hookprobe.fixedpoint;

/**
 * Plain loops. They stay small on purpose: the compiler of the JVM turns them into vector code where it can, and large
 * hand-unrolled ones were seen to fall off a cliff. This is the reference for every other implementation.
 */
final class ScalarKernels implements LayerKernels {
    static final LayerKernels INSTANCE = new ScalarKernels();

    private ScalarKernels() {}

    @Override
    public void forward(long[] masters, int weightsAt, int biasesAt, int[] in, int[] z) {
        int at = weightsAt;
        for (int row = 0; row < z.length; row++) {
            z[row] = Layers.preActivation(dot(masters, at, in), masters[biasesAt + row]);
            at += in.length;
        }
    }

    @Override
    public void backwardAndUpdate(long[] masters, int weightsAt, int[] deltas, int[] steps, int[] in, long[] sums) {
        int at = weightsAt;
        for (int row = 0; row < deltas.length; row++) {
            addProducts(masters, at, deltas[row], sums);
            subtractProducts(masters, at, steps[row], in);
            at += in.length;
        }
    }

    @Override
    public void updateAndForward(
            long[] masters, int weightsAt, int biasesAt, int[] steps, int[] before, int[] in, int[] z) {
        int at = weightsAt;
        for (int row = 0; row < z.length; row++) {
            subtractProducts(masters, at, steps[row], before);
            z[row] = Layers.preActivation(dot(masters, at, in), masters[biasesAt + row]);
            at += in.length;
        }
    }

    @Override
    public void update(long[] masters, int weightsAt, int[] steps, int[] in) {
        int at = weightsAt;
        for (int step : steps) {
            subtractProducts(masters, at, step, in);
            at += in.length;
        }
    }

    @Override
    public String name() {
        return "scalar";
    }

    /** Sum of weight * in over one row that starts at {@code at}; Q16.32 in a {@code long}. */
    private static long dot(long[] masters, int at, int[] in) {
        long sum = 0;
        for (int col = 0; col < in.length; col++) {
            sum += (masters[at + col] >> 32) * in[col];
        }
        return sum;
    }

    private static void addProducts(long[] masters, int at, int delta, long[] sums) {
        for (int col = 0; col < sums.length; col++) {
            sums[col] += (masters[at + col] >> 32) * delta;
        }
    }

    private static void subtractProducts(long[] masters, int at, long step, int[] in) {
        for (int col = 0; col < in.length; col++) {
            masters[at + col] -= step * in[col];
        }
    }
}
