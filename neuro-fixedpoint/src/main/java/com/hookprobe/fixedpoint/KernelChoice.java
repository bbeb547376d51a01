package com.hookprobe.fixedpoint;

import java.util.Arrays;

/**
 * Chooses the kernels once, when first asked.
 *
 * <p>The Vector API is taken when its module is there ({@code --add-modules jdk.incubator.vector}), when vectors have at
 * least 256 bits (measured: narrower ones lose), and when it gives the same bits as the plain loops on a few layers full of
 * extreme numbers. The system property {@code hookprobe.kernels} forces {@code scalar} or {@code vector}; forced vector
 * kernels that cannot be had, or that give other bits, are an error.
 */
final class KernelChoice {
    private static final String PROPERTY = "hookprobe.kernels";
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** What was chosen, and why. */
    record Choice(LayerKernels kernels, String reason) {}

    static final Choice BEST = choose(System.getProperty(PROPERTY, "auto"));

    private KernelChoice() {}

    static Choice choose(String wanted) {
        return switch (wanted) {
            case "scalar" -> new Choice(ScalarKernels.INSTANCE, PROPERTY + " says so");
            case "vector" -> new Choice(checkedVector(), PROPERTY + " says so");
            case "auto" -> auto();
            default ->
                throw new IllegalArgumentException(PROPERTY + " is '" + wanted + "', expected auto, scalar or vector");
        };
    }

    static boolean vectorModuleIsThere() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }

    private static Choice auto() {
        if (!vectorModuleIsThere()) {
            return new Choice(
                    ScalarKernels.INSTANCE,
                    "the module " + VECTOR_MODULE + " is not there; --add-modules " + VECTOR_MODULE + " brings it");
        }
        try {
            int bits = VectorKernels.preferredBits();
            return bits < VectorKernels.BITS_MIN
                    ? new Choice(ScalarKernels.INSTANCE, "this machine's vectors have only " + bits + " bits")
                    : new Choice(checkedVector(), "wide vectors, checked against the scalar kernels at start");
        } catch (IllegalStateException | LinkageError e) {
            // A module that is not what we were compiled for, or that computes wrongly: slower, but right.
            return new Choice(ScalarKernels.INSTANCE, "the vector kernels cannot be used: " + e.getMessage());
        }
    }

    private static LayerKernels checkedVector() {
        if (!vectorModuleIsThere()) {
            throw new IllegalStateException(PROPERTY + " is vector, but the module " + VECTOR_MODULE
                    + " is not there; start java with --add-modules " + VECTOR_MODULE);
        }
        LayerKernels vector = new VectorKernels();
        requireSameBits(vector);
        return vector;
    }

    /** Compares on layers of NEURO's shapes with numbers from small ones up to the greatest that may come. */
    static void requireSameBits(LayerKernels other) {
        int[][] shapes = {{128, 64}, {64, 128}, {32, 64}};
        for (int bits = 24; bits <= 56; bits += 4) {
            for (int[] shape : shapes) {
                if (!sameBits(other, new Mixer(bits), shape[0], shape[1], bits)) {
                    throw new IllegalStateException("the kernels '" + other.name() + "' give other bits than the scalar"
                            + " ones on a layer of " + shape[0] + " x " + shape[1]);
                }
            }
        }
    }

    private static boolean sameBits(LayerKernels other, Mixer mixer, int rows, int cols, int bits) {
        long[] plain = new long[rows * cols + rows];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = mixer.next(bits);
        }
        long[] fast = plain.clone();
        int[] in = mixer.ints(cols, 24);
        int[] deltas = mixer.ints(rows, 28);
        int[] steps = mixer.ints(rows, 22);
        int[] next = mixer.ints(cols, 24);
        int[] zPlain = new int[rows];
        int[] zFast = new int[rows];
        long[] sumsPlain = new long[cols];
        long[] sumsFast = new long[cols];
        LayerKernels scalar = ScalarKernels.INSTANCE;
        scalar.forward(plain, 0, rows * cols, in, zPlain);
        other.forward(fast, 0, rows * cols, in, zFast);
        scalar.backwardAndUpdate(plain, 0, deltas, steps, in, sumsPlain);
        other.backwardAndUpdate(fast, 0, deltas, steps, in, sumsFast);
        scalar.update(plain, 0, steps, in);
        other.update(fast, 0, steps, in);
        boolean same = Arrays.equals(zPlain, zFast);
        scalar.updateAndForward(plain, 0, rows * cols, steps, in, next, zPlain);
        other.updateAndForward(fast, 0, rows * cols, steps, in, next, zFast);
        return same && Arrays.equals(zPlain, zFast) && Arrays.equals(sumsPlain, sumsFast) && Arrays.equals(plain, fast);
    }

    /** splitmix64: numbers for the check, the same at each start. */
    private static final class Mixer {
        private long state;

        private Mixer(long seed) {
            state = seed;
        }

        /** A signed number of at most {@code bits} bits; now and then one of the two ends. */
        private long next(int bits) {
            state += 0x9e3779b97f4a7c15L;
            long z = state;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            z ^= z >>> 31;
            long end = 1L << (bits - 1);
            return (z & 15) == 0 ? ((z & 16) == 0 ? -end : end - 1) : z >> (64 - bits);
        }

        private int[] ints(int length, int bits) {
            int[] values = new int[length];
            for (int i = 0; i < length; i++) {
                values[i] = (int) next(bits);
            }
            return values;
        }
    }
}
