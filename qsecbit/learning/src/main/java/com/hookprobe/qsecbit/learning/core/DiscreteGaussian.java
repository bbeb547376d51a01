package com.hookprobe.qsecbit.learning.core;

import java.math.BigInteger;
import java.util.function.LongSupplier;

/**
 * Whole numbers with chances proportional to exp(-x^2 / (2 variance)), exactly: Canonne, Kamath and Steinke (2020), algorithms 2
 * and 3. Added to whole numbers it gives the same Renyi divergence as the continuous Gaussian (their theorem 14), and none of
 * the holes that floating-point noise has (Mironov 2012). Not thread-safe.
 */
final class DiscreteGaussian {
    private final ExactRandom random;
    private final long scale;
    private final BigInteger bigScale;
    private final BigInteger variance;
    private final BigInteger denominator;

    /**
     * Of one variance.
     *
     * @param variance 1 to {@link ReleasePlan#VARIANCE_MAX}
     * @param bits 64 uniform bits at a time
     */
    DiscreteGaussian(long variance, LongSupplier bits) {
        if (variance < 1 || variance > ReleasePlan.VARIANCE_MAX) {
            throw new IllegalArgumentException(
                    "a variance lies in 1.." + ReleasePlan.VARIANCE_MAX + ", got " + variance);
        }
        this.random = new ExactRandom(bits);
        this.variance = BigInteger.valueOf(variance);
        this.bigScale = this.variance.sqrt().add(BigInteger.ONE);
        this.scale = bigScale.longValueExact();
        this.denominator = this.variance.multiply(bigScale).multiply(bigScale).shiftLeft(1);
    }

    /** The next number. */
    long next() {
        while (true) {
            long candidate = laplace();
            // exp(-(|y| - variance/scale)^2 / (2 variance)), as a fraction of whole numbers.
            BigInteger distance =
                    BigInteger.valueOf(Math.abs(candidate)).multiply(bigScale).subtract(variance);
            if (random.bernoulliExp(distance.multiply(distance), denominator)) {
                return candidate;
            }
        }
    }

    /** Chances proportional to exp(-|x| / scale). */
    private long laplace() {
        while (true) {
            long part = random.below(scale);
            if (!random.bernoulliExp(BigInteger.valueOf(part), bigScale)) {
                continue;
            }
            long wholes = 0;
            while (random.bernoulliExp(BigInteger.ONE, BigInteger.ONE)) {
                wholes++;
            }
            long value = part + scale * wholes;
            boolean negative = random.coin();
            if (negative && value == 0) {
                continue;
            }
            return negative ? -value : value;
        }
    }
}
