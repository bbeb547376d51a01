package com.hookprobe.neuro.selftest;

import com.hookprobe.fixedpoint.ExpDecay;
import com.hookprobe.fixedpoint.Sigmoid;
import java.util.Arrays;

/** Kinds exp2neg, eta and sigmoid: single functions, which need no network. NEURO 11.4. */
final class FunctionChecks {
    private FunctionChecks() {}

    /** The coefficients are checked by a second evaluation that takes them from the file. NEURO 3.1. */
    static void exp2neg(VectorFile.Case vector, Differences differences) {
        long[] fractions = vector.list("f");
        long[] coefficients = vector.list("c");
        differences.list("value", map(fractions, f -> horner(coefficients, f)));
        differences.list("value", map(fractions, ExpDecay::exp2NegativeQ62));
        differences.reached(fractions.length + " values");
    }

    private static long horner(long[] coefficients, long fraction) {
        long p = 0;
        for (int k = coefficients.length - 1; k >= 0; k--) {
            p = coefficients[k] - (Math.multiplyHigh(fraction, p) << 2);
        }
        return p;
    }

    static void eta(VectorFile.Case vector, Differences differences) {
        long[] times = vector.list("dt");
        differences.list("eta", map(times, ExpDecay::learningRateQ48));
        differences.reached(times.length + " values");
    }

    static void sigmoid(VectorFile.Case vector, Differences differences) {
        long[] sums = vector.list("z");
        differences.list("y", map(sums, z -> Sigmoid.valueQ32((int) z)));
        differences.reached(sums.length + " values");
    }

    private static long[] map(long[] values, java.util.function.LongUnaryOperator function) {
        return Arrays.stream(values).map(function).toArray();
    }
}
