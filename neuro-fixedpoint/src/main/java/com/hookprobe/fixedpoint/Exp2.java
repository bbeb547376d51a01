package com.hookprobe.fixedpoint;

/**
 * 2^-f for f in [0, 1) by a polynomial of degree 14 in Q0.62.
 *
 * <p>Clause: NEURO 3.1. The coefficients are round(2^62 * ln(2)^k / k!), k = 0..14; the signs alternate. Horner's rule
 * on integers gives one defined result on every machine, which a library exponential does not promise.
 */
final class Exp2 {
    private static final long[] COEFFICIENTS = {
        0x4000000000000000L,
        0x2c5c85fdf473de6bL,
        0x0f5fdeffc162c754L,
        0x038d611ae09417f1L,
        0x009d955b7dd273b9L,
        0x0015d87fe78a6731L,
        0x0002861225f0d8f1L,
        0x00003ff97f8b1162L,
        0x0000058b0088e972L,
        0x0000006d494f4e58L,
        0x00000007933d4563L,
        0x000000007a32b1cdL,
        0x00000000070ef594L,
        0x0000000000605865L,
        0x000000000004c526L,
    };

    private Exp2() {}

    /** 2^-f in Q0.62; {@code fractionQ62} is f in Q0.62, in [0, 2^62). */
    static long negative(long fractionQ62) {
        long p = COEFFICIENTS[COEFFICIENTS.length - 1];
        for (int k = COEFFICIENTS.length - 2; k >= 0; k--) {
            // Q62 * Q62 = Q124; its high word is Q60, so two bits up give Q62 again.
            p = COEFFICIENTS[k] - (Math.multiplyHigh(fractionQ62, p) << 2);
        }
        return p;
    }
}
