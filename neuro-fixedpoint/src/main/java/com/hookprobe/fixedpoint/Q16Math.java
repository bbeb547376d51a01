package com.hookprobe.fixedpoint;

/**
 * Elementary functions on Q16.16 numbers, each <b>correctly rounded</b>: for every argument the result is the
 * Q16.16 number nearest to the true value.
 *
 * <p>So the error is at most 0.5 ulp, nothing better can be had in this format, and the results are defined by mathematics
 * alone: any other correct implementation, in any language, gives the same bits. A function that grows or falls does so
 * here too (never the other way, though neighbours may be equal), and symmetries are exact. A tie between two numbers is
 * only possible where the true value is rational; there is one in all, 2^-17 in {@link #exp2}, and it goes up.
 *
 * <p>How: all is computed with 26 to 43 bits more than the result shows, so only an argument whose true value is that near
 * to a tie could be rounded the wrong way. That there is none was checked for all arguments of every function, 2^32 or all
 * above 0, against an oracle that is not part of the library (Maven profile {@code exhaustive}).
 *
 * <p>Beyond the range results saturate as in {@link Q16}. Stateless, thread-safe, no allocation.
 */
public final class Q16Math {
    private static final long ONE_Q62 = 1L << 62;

    private Q16Math() {}

    /**
     * e^x. Never falls. {@link Q16#MAX} from 681,392 ulp (10.3972...) on; 0 up to -772,244 ulp (-11.7835...).
     *
     * @param x in Q16.16
     */
    public static int exp(int x) {
        return expNegative(-(long) x);
    }

    /**
     * e^-x, a decay for x above 0. Never rises. 0 from 772,244 ulp (11.7835...) on; {@link Q16#MAX} up to -681,392 ulp.
     *
     * @param x in Q16.16
     */
    public static int expNegative(int x) {
        return expNegative((long) x);
    }

    private static int expNegative(long x) {
        if (x < -(11L << 16)) {
            return Q16.MAX;
        }
        return x > 12L << 16 ? 0 : Q16.saturate(WideExp.expNegativeQ16(x));
    }

    /**
     * 2^x. Never falls; exact for integers. {@link Q16#MAX} from 15 on; 0 below -17, and 1 ulp at -17, which is a tie.
     *
     * @param x in Q16.16
     */
    public static int exp2(int x) {
        if (x >= 15 << 16) {
            return Q16.MAX;
        }
        return x < -(17 << 16) ? 0 : Q16.saturate(WideExp.exp2NegativeQ16(-(long) x));
    }

    /**
     * The natural logarithm. Never falls, never saturates; in [-726,817, 681,391] ulp, which is [-11.09..., 10.39...].
     *
     * @param x in Q16.16, above 0
     * @throws ArithmeticException when {@code x} is not above 0
     */
    public static int ln(int x) {
        if (x <= 0) {
            throw new ArithmeticException("ln needs a number above 0, found " + Q16.toString(x));
        }
        return WideLog.lnQ16(x);
    }

    /**
     * The logarithm to base 2. Never falls, never saturates; exact for powers of two; in [-16, 15].
     *
     * @param x in Q16.16, above 0
     * @throws ArithmeticException when {@code x} is not above 0
     */
    public static int log2(int x) {
        if (x <= 0) {
            throw new ArithmeticException("log2 needs a number above 0, found " + Q16.toString(x));
        }
        return WideLog.log2Q16(x);
    }

    /**
     * The logistic function 1 / (1 + e^-x). Never falls; in [0, 1]; sigmoid(x) + sigmoid(-x) is 1 exactly.
     *
     * <p>0 up to and 1 from 11.78 on. {@link Sigmoid#valueQ32} is another function: it has more digits, keeps away from 0
     * and 1, and is the one that the NEURO protocol names; its error is larger in ulp of its own format.
     *
     * @param x in Q16.16
     */
    public static int sigmoid(int x) {
        long magnitude = x < 0 ? -(long) x : x;
        int y = magnitude >= 12L << 16 ? Q16.ONE : sigmoidOfMagnitude(magnitude);
        return x < 0 ? Q16.ONE - y : y;
    }

    /** 1/2 + (1 - e) / (2 (1 + e)) with e = exp(-x): near 0 the second part is small, and so is its error. */
    private static int sigmoidOfMagnitude(long magnitude) {
        long e = WideExp.expNegativeQ62(magnitude);
        long divisorQ46 = (ONE_Q62 + e) >> 16;
        return Q16.ONE / 2 + (int) ((ONE_Q62 - e + divisorQ46) / (2 * divisorQ46));
    }

    /**
     * The hyperbolic tangent. Never falls; in [-1, 1]; tanh(-x) is -tanh(x) exactly. 1 from 6.24 on.
     *
     * @param x in Q16.16
     */
    public static int tanh(int x) {
        long magnitude = x < 0 ? -(long) x : x;
        int y = magnitude >= 7L << 16 ? Q16.ONE : tanhOfMagnitude(magnitude);
        return x < 0 ? -y : y;
    }

    /** (1 - e) / (1 + e) with e = exp(-2x). */
    private static int tanhOfMagnitude(long magnitude) {
        long e = WideExp.expNegativeQ62(2 * magnitude);
        long divisorQ46 = (ONE_Q62 + e) >> 16;
        return (int) ((ONE_Q62 - e + (divisorQ46 >> 1)) / divisorQ46);
    }

    /**
     * The sine. In [-1, 1]; sin(-x) is -sin(x) exactly. The whole range of angles is good, 10,430 half turns.
     *
     * @param x the angle in radians, in Q16.16
     */
    public static int sin(int x) {
        return x < 0 ? -WideTrig.sineQ16(-(long) x, 0) : WideTrig.sineQ16(x, 0);
    }

    /**
     * The cosine. In [-1, 1]; cos(-x) is cos(x) exactly.
     *
     * @param x the angle in radians, in Q16.16
     */
    public static int cos(int x) {
        return WideTrig.sineQ16(x < 0 ? -(long) x : x, 1);
    }
}
