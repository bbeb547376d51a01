package com.hookprobe.fixedpoint;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;

/** An exact value in ulp as a fraction of big integers, the denominator above zero; the plain oracle of the tests. */
record Exact(BigInteger numerator, BigInteger denominator) {
    private static final BigInteger MIN = BigInteger.valueOf(Integer.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Integer.MAX_VALUE);

    static Exact ratio(BigInteger numerator, BigInteger denominator) {
        return denominator.signum() < 0
                ? new Exact(numerator.negate(), denominator.negate())
                : new Exact(numerator, denominator);
    }

    /** {@code value / 2^bits} ulp. */
    static Exact scaled(BigInteger value, int bits) {
        return new Exact(value, BigInteger.ONE.shiftLeft(bits));
    }

    static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    private static BigInteger floorOf(BigInteger numerator, BigInteger denominator) {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** To nearest, a tie goes up: the floor of the value plus one half. */
    BigInteger rounded() {
        return floorOf(numerator.shiftLeft(1).add(denominator), denominator.shiftLeft(1));
    }

    int roundedAndSaturated() {
        return saturated(rounded());
    }

    static int saturated(BigInteger value) {
        return value.max(MIN).min(MAX).intValueExact();
    }

    /** The distance of {@code found} from the value in ulp; 0 where the value itself is out of range. */
    double error(long found) {
        if (!rounded().equals(saturatedBig())) {
            return 0;
        }
        BigInteger distance =
                big(found).multiply(denominator).subtract(numerator).abs();
        return new BigDecimal(distance)
                .divide(new BigDecimal(denominator), MathContext.DECIMAL128)
                .doubleValue();
    }

    private BigInteger saturatedBig() {
        return big(roundedAndSaturated());
    }

    /** Of a random size up to {@code bits} bits and either sign, so that small and greatest numbers both come. */
    static long number(SplittableRandom random, int bits) {
        long magnitude = random.nextLong() >>> (64 - 1 - random.nextInt(bits));
        return random.nextBoolean() ? magnitude : ~magnitude;
    }

    static int[] vector(SplittableRandom random, int length, int bits) {
        int[] vector = new int[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (int) number(random, bits);
        }
        return vector;
    }
}
