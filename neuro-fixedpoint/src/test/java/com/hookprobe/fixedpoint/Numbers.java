package com.hookprobe.fixedpoint;

import java.math.BigInteger;
import java.util.SplittableRandom;

/** Numbers of every size, and big integers to hold results against. */
final class Numbers {
    static final BigInteger HALF = BigInteger.valueOf(0x8000);

    private Numbers() {}

    static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    static BigInteger clamped(BigInteger value, int bits) {
        BigInteger end = BigInteger.ONE.shiftLeft(bits);
        return value.max(end.negate()).min(end.subtract(BigInteger.ONE));
    }

    /** A number of a random size up to {@code bits} bits, so that small and greatest ones both come. */
    static long number(SplittableRandom random, int bits) {
        long magnitude = random.nextLong() >>> (64 - 1 - random.nextInt(bits));
        return random.nextBoolean() ? magnitude : -magnitude;
    }

    static int[] vector(SplittableRandom random, int length, int bits) {
        int[] vector = new int[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (int) number(random, bits);
        }
        return vector;
    }
}
