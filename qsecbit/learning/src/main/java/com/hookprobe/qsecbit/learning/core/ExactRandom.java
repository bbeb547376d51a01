package com.hookprobe.qsecbit.learning.core;

import java.math.BigInteger;
import java.util.function.LongSupplier;

/**
 * Coins whose chances are exactly what they are said to be: no floating-point number is drawn or compared. Not thread-safe.
 *
 * <p>Bernoulli(exp(-x)) by alternating series: Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential
 * Privacy" (2020), algorithm 1.
 */
final class ExactRandom {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final LongSupplier bits;

    /** Draws from a source of 64 uniform, independent bits; for privacy a cryptographic one. */
    ExactRandom(LongSupplier bits) {
        this.bits = bits;
    }

    /** Uniform in 0..bound-1, bound at least 1. */
    long below(long bound) {
        int unused = Long.numberOfLeadingZeros(bound - 1);
        if (bound == 1) {
            return 0;
        }
        long value;
        do {
            value = bits.getAsLong() >>> unused;
        } while (value >= bound);
        return value;
    }

    boolean coin() {
        return bits.getAsLong() < 0;
    }

    /** True with the chance numerator / denominator, in [0, 1]. */
    boolean bernoulli(BigInteger numerator, BigInteger denominator) {
        if (denominator.compareTo(LONG_MAX) <= 0) {
            return below(denominator.longValueExact()) < numerator.longValueExact();
        }
        int length = denominator.bitLength();
        BigInteger value;
        do {
            value = BigInteger.ZERO;
            for (int taken = 0; taken < length; taken += Long.SIZE) {
                value = value.shiftLeft(Long.SIZE).add(unsigned(bits.getAsLong()));
            }
            value = value.shiftRight(Math.floorMod(-length, Long.SIZE));
        } while (value.compareTo(denominator) >= 0);
        return value.compareTo(numerator) < 0;
    }

    /** True with the chance exp(-numerator / denominator), for any fraction that is not negative. */
    boolean bernoulliExp(BigInteger numerator, BigInteger denominator) {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        for (BigInteger whole = parts[0]; whole.signum() > 0; whole = whole.subtract(BigInteger.ONE)) {
            if (!bernoulliExpFraction(BigInteger.ONE, BigInteger.ONE)) {
                return false;
            }
        }
        return bernoulliExpFraction(parts[1], denominator);
    }

    /** For fractions up to 1. */
    private boolean bernoulliExpFraction(BigInteger numerator, BigInteger denominator) {
        long k = 1;
        while (bernoulli(numerator, denominator.multiply(BigInteger.valueOf(k)))) {
            k++;
        }
        return k % 2 == 1;
    }

    private static BigInteger unsigned(long value) {
        BigInteger low = BigInteger.valueOf(value & Long.MAX_VALUE);
        return value < 0 ? low.setBit(Long.SIZE - 1) : low;
    }
}
