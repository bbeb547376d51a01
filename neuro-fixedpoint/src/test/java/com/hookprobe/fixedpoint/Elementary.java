package com.hookprobe.fixedpoint;

import java.math.BigDecimal;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * The functions of {@link Q16Math} with two oracles each: a quick one, whose error in ulp of Q16.16 is below a guard, and
 * one of 60 digits, which is asked only where the quick one comes nearer than the guard to a tie.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions are lambdas without state
enum Elementary {
    EXP("Q16Math.exp", Q16Math::exp, PowerTable::exp, Oracle::exp, 0x1p-19, 1),
    EXP_NEGATIVE(
            "Q16Math.expNegative",
            Q16Math::expNegative,
            v -> PowerTable.exp(-(long) v),
            x -> Oracle.exp(x.negate()),
            0x1p-19,
            -1),
    EXP2("Q16Math.exp2", Q16Math::exp2, PowerTable::exp2, Oracle::exp2, 0x1p-19, 1),
    LN("Q16Math.ln", Q16Math::ln, v -> 65536 * StrictMath.log(v / 65536.0), Oracle::ln, 0x1p-30, 1),
    LOG2("Q16Math.log2", Q16Math::log2, Elementary::quickLog2, Oracle::log2, 0x1p-28, 1),
    SIGMOID("Q16Math.sigmoid", Q16Math::sigmoid, PowerTable::sigmoid, Oracle::sigmoid, 0x1p-30, 1),
    TANH("Q16Math.tanh", Q16Math::tanh, PowerTable::tanh, Oracle::tanh, 0x1p-30, 1),
    SIN("Q16Math.sin", Q16Math::sin, AngleTable::sin, Oracle::sin, 0x1p-30, 0),
    COS("Q16Math.cos", Q16Math::cos, AngleTable::cos, Oracle::cos, 0x1p-30, 0);

    private static final double ULPS_PER_LN_2 = 65536 / StrictMath.log(2);

    final String operation;
    final IntUnaryOperator function;
    final IntToDoubleFunction quickUlps;
    final UnaryOperator<BigDecimal> exact;
    final double guardUlps;

    /** 1 when the function grows, -1 when it falls, 0 when it does both. */
    final int direction;

    Elementary(
            String operation,
            IntUnaryOperator function,
            IntToDoubleFunction quickUlps,
            UnaryOperator<BigDecimal> exact,
            double guardUlps,
            int direction) {
        this.operation = operation;
        this.function = function;
        this.quickUlps = quickUlps;
        this.exact = exact;
        this.guardUlps = guardUlps;
        this.direction = direction;
    }

    private static double quickLog2(int raw) {
        return StrictMath.log(raw / 65536.0) * ULPS_PER_LN_2;
    }

    int leastArgument() {
        return this == LN || this == LOG2 ? 1 : Integer.MIN_VALUE;
    }
}
