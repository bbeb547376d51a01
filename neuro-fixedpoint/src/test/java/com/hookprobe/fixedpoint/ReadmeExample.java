package com.hookprobe.fixedpoint;

/** The example of the README: one step of a neuron that learns. */
final class ReadmeExample {
    private ReadmeExample() {}

    static String run() {
        // begin
        int[] weights = {Q16.fromInt(2), Q16.parse("-0.5")};
        int[] inputs = {Q16.parse("1.25"), Q16.fromInt(3)};
        int z = Q16Vector.dot(weights, 0, inputs, 0, 2); // exact sum, rounded once
        int y = Q16Math.sigmoid(z); // the nearest Q16.16 number to 1 / (1 + e^-z)
        int step = Q16.multiply(Q16.parse("0.1"), Q16.subtract(Q16.ONE, y));
        Q16Vector.axpy(step, inputs, 0, weights, 0, 2); // weights += step * inputs
        String result = Q16.toString(y) + " and " + Q16.toString(weights[0]);
        // end
        return result;
    }
}
