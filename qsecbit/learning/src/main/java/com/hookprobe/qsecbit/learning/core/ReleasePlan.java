package com.hookprobe.qsecbit.learning.core;

/**
 * How one answer is made private: whole numbers, whose vector one record changes by at most the square root of {@code
 * sensitivitySquared} in L2, with discrete Gaussian noise of {@code variance} on each; every record takes part with the chance {@code
 * sampled} / 2^32.
 *
 * @param sensitivitySquared 1 to 2^40
 * @param variance 1 to {@link #VARIANCE_MAX}
 * @param sampled 1 to 2^32; 2^32 is every record
 */
public record ReleasePlan(long sensitivitySquared, long variance, long sampled) {
    /** The largest variance: its square root is two million. */
    public static final long VARIANCE_MAX = 1L << 42;

    /** Every record takes part. */
    public static final long ALL = 1L << 32;

    private static final long SENSITIVITY_SQUARED_MAX = 1L << 40;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public ReleasePlan {
        if (sensitivitySquared < 1
                || sensitivitySquared > SENSITIVITY_SQUARED_MAX
                || variance < 1
                || variance > VARIANCE_MAX
                || sampled < 1
                || sampled > ALL) {
            throw new IllegalArgumentException("expected a sensitivity squared of 1..2^40, a variance of 1..2^42 and a"
                    + " sampled share of 1..2^32; found " + sensitivitySquared + ", " + variance + ", " + sampled);
        }
    }

    /** Noise over sensitivity, squared: what the accountant reckons with. */
    double noiseSquared() {
        return (double) variance / sensitivitySquared;
    }

    /** The chance that a record takes part, in (0, 1]. */
    double sampleRate() {
        return (double) sampled / ALL;
    }
}
