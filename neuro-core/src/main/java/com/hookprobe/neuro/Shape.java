package com.hookprobe.neuro;

/**
 * The network 64-128-64-32 and where its parts lie in the flat array of masters. NEURO 4.1.
 *
 * <p>The order is W1, b1, W2, b2, W3, b3; weights are row-major with a row for each output.
 */
final class Shape {
    static final int INPUTS = 64;
    static final int HIDDEN_1 = 128;
    static final int HIDDEN_2 = 64;
    static final int OUTPUTS = 32;

    static final int W1 = 0;
    static final int B1 = W1 + HIDDEN_1 * INPUTS;
    static final int W2 = B1 + HIDDEN_1;
    static final int B2 = W2 + HIDDEN_2 * HIDDEN_1;
    static final int W3 = B2 + HIDDEN_2;
    static final int B3 = W3 + OUTPUTS * HIDDEN_2;
    static final int MASTERS = B3 + OUTPUTS;

    private Shape() {}
}
