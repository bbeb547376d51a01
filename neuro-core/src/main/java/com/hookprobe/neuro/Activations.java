package com.hookprobe.neuro;

import com.hookprobe.fixedpoint.LayerKernels;
import com.hookprobe.fixedpoint.Layers;
import java.util.Arrays;

/**
 * What the network computes on its way up, and the scratch of the way down. Made once for a state and used again, so
 * that a step allocates nothing and all of it can be wiped.
 */
final class Activations {
    /** The input of a byte, 4.3: zero-mean and never zero, so every byte always has a factor in the outer product. */
    private static final int[] INPUT_OF_BYTE = inputOfByte();

    private final LayerKernels kernels;
    private int[] x = new int[Shape.INPUTS];
    private int[] xBefore = new int[Shape.INPUTS];
    /** W1 lacks the update of the last step, with {@link #q1} and {@link #x}: it is done with the next forward pass. */
    private boolean behind;

    final int[] z1 = new int[Shape.HIDDEN_1];
    final int[] a1 = new int[Shape.HIDDEN_1];
    final int[] z2 = new int[Shape.HIDDEN_2];
    final int[] a2 = new int[Shape.HIDDEN_2];
    final int[] z3 = new int[Shape.OUTPUTS];
    final int[] d1 = new int[Shape.HIDDEN_1];
    final int[] d2 = new int[Shape.HIDDEN_2];
    final int[] d3 = new int[Shape.OUTPUTS];
    final int[] q1 = new int[Shape.HIDDEN_1];
    final int[] q2 = new int[Shape.HIDDEN_2];
    final int[] q3 = new int[Shape.OUTPUTS];
    final PosfBuffers posf = new PosfBuffers();
    final long[] sums1 = new long[Shape.HIDDEN_1];
    final long[] sums2 = new long[Shape.HIDDEN_2];

    /** All kernels give the same bits; the choice is for speed, and for checks of the kernels themselves. */
    Activations(LayerKernels kernels) {
        this.kernels = kernels;
    }

    /** Runs the network on 64 bytes; the results stay in {@code z1}, {@code z2}, {@code z3}. NEURO 4.3. */
    void forward(long[] masters, byte[] input) {
        settle(masters);
        load(input);
        kernels.forward(masters, Shape.W1, Shape.B1, x, z1);
        upperLayers(masters);
    }

    /** The same for the next step, with what the last one left to do on the way. */
    void forwardOfStep(long[] masters, byte[] input) {
        if (!behind) {
            forward(masters, input);
            return;
        }
        int[] before = x;
        x = xBefore;
        xBefore = before;
        load(input);
        kernels.updateAndForward(masters, Shape.W1, Shape.B1, q1, before, x, z1);
        behind = false;
        upperLayers(masters);
    }

    /** Does what the last step left to do; whoever reads the masters calls it first. */
    void settle(long[] masters) {
        if (behind) {
            kernels.update(masters, Shape.W1, q1, x);
            behind = false;
        }
    }

    /** The masters were replaced: nothing is left to do. */
    void forget() {
        behind = false;
    }

    private void load(byte[] input) {
        for (int i = 0; i < Shape.INPUTS; i++) {
            x[i] = INPUT_OF_BYTE[input[i] & 0xff];
        }
    }

    private void upperLayers(long[] masters) {
        Layers.leaky(z1, a1);
        kernels.forward(masters, Shape.W2, Shape.B2, a1, z2);
        Layers.leaky(z2, a2);
        kernels.forward(masters, Shape.W3, Shape.B3, a2, z3);
    }

    private static int[] inputOfByte() {
        int[] inputs = new int[256];
        for (int b = 0; b < inputs.length; b++) {
            inputs[b] = (2 * b - 255) << 8;
        }
        return inputs;
    }

    /**
     * Goes down again from {@code d3} and moves the masters. NEURO 4.6: each layer hands its deltas down with the weights
     * it had before its own update, and no layer below has moved by then. The update of W1 is left to the next forward
     * pass, which reads W1 anyway, or to {@link #settle}.
     */
    void backwardAndUpdate(long[] masters, long etaQ48) {
        Layers.steps(d3, etaQ48, q3);
        Arrays.fill(sums2, 0);
        kernels.backwardAndUpdate(masters, Shape.W3, d3, q3, a2, sums2);
        Layers.updateBiases(masters, Shape.B3, q3);
        Layers.deltasBelow(sums2, z2, d2);

        Layers.steps(d2, etaQ48, q2);
        Arrays.fill(sums1, 0);
        kernels.backwardAndUpdate(masters, Shape.W2, d2, q2, a1, sums1);
        Layers.updateBiases(masters, Shape.B2, q2);
        Layers.deltasBelow(sums1, z1, d1);

        Layers.steps(d1, etaQ48, q1);
        Layers.updateBiases(masters, Shape.B1, q1);
        behind = true;
    }

    /** The input of the last pass; not a copy. */
    int[] input() {
        return x;
    }

    void wipe() {
        behind = false;
        posf.wipe();
        for (int[] array : new int[][] {x, xBefore, z1, a1, z2, a2, z3, d1, d2, d3, q1, q2, q3}) {
            Arrays.fill(array, 0);
        }
        Arrays.fill(sums1, 0);
        Arrays.fill(sums2, 0);
    }
}
