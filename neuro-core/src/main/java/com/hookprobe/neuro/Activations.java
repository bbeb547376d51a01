package com.hookprobe.neuro;

import com.hookprobe.fixedpoint.Kernels;
import java.util.Arrays;

/**
 * What the network computes on its way up, and the scratch of the way down. Made once for a state and used again, so
 * that a step allocates nothing and all of it can be wiped.
 */
final class Activations {
    final int[] x = new int[Shape.INPUTS];
    final int[] z1 = new int[Shape.HIDDEN_1];
    final int[] a1 = new int[Shape.HIDDEN_1];
    final int[] z2 = new int[Shape.HIDDEN_2];
    final int[] a2 = new int[Shape.HIDDEN_2];
    final int[] z3 = new int[Shape.OUTPUTS];
    final int[] d1 = new int[Shape.HIDDEN_1];
    final int[] d2 = new int[Shape.HIDDEN_2];
    final int[] d3 = new int[Shape.OUTPUTS];
    final long[] sums1 = new long[Shape.HIDDEN_1];
    final long[] sums2 = new long[Shape.HIDDEN_2];

    /** Runs the network on 64 bytes; the results stay in {@code z1}, {@code z2}, {@code z3}. NEURO 4.3. */
    void forward(long[] masters, byte[] input) {
        for (int i = 0; i < Shape.INPUTS; i++) {
            // Zero-mean and never zero, so every byte always has a factor in the outer product.
            x[i] = (2 * (input[i] & 0xff) - 255) << 8;
        }
        Kernels.forward(masters, Shape.W1, Shape.B1, x, z1);
        Kernels.leaky(z1, a1);
        Kernels.forward(masters, Shape.W2, Shape.B2, a1, z2);
        Kernels.leaky(z2, a2);
        Kernels.forward(masters, Shape.W3, Shape.B3, a2, z3);
    }

    void wipe() {
        for (int[] array : new int[][] {x, z1, a1, z2, a2, z3, d1, d2, d3}) {
            Arrays.fill(array, 0);
        }
        Arrays.fill(sums1, 0);
        Arrays.fill(sums2, 0);
    }
}
