package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every kernel against a plain one on big integers, up to the greatest numbers that the specification allows. */
class KernelsTest {
    private static final BigInteger HALF = BigInteger.valueOf(0x8000);

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    private static BigInteger weight(long master) {
        return big(master).shiftRight(32);
    }

    private static BigInteger clamped(BigInteger value, int bits) {
        BigInteger end = BigInteger.ONE.shiftLeft(bits);
        return value.max(end.negate()).min(end.subtract(BigInteger.ONE));
    }

    /** A number of a random size up to {@code bits} bits, so that small and greatest ones both come. */
    private static long number(SplittableRandom random, int bits) {
        long magnitude = random.nextLong() >>> (64 - 1 - random.nextInt(bits));
        return random.nextBoolean() ? magnitude : -magnitude;
    }

    private record Layer(int rows, int cols, int weightsAt, int biasesAt, long[] masters) {
        static Layer random(SplittableRandom random, int rows, int cols) {
            int weightsAt = random.nextInt(5);
            int biasesAt = weightsAt + rows * cols + random.nextInt(5);
            long[] masters = new long[biasesAt + rows + 3];
            for (int i = 0; i < masters.length; i++) {
                masters[i] = number(random, 56);
            }
            return new Layer(rows, cols, weightsAt, biasesAt, masters);
        }

        long at(int row, int col) {
            return masters[weightsAt + row * cols + col];
        }
    }

    private static int[] vector(SplittableRandom random, int length, int bits) {
        int[] vector = new int[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (int) number(random, bits);
        }
        return vector;
    }

    @Property(tries = 200, seed = "11")
    void forwardIsExact(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int rows, @ForAll @IntRange(max = 128) int cols) {
        SplittableRandom random = new SplittableRandom(seed);
        Layer layer = Layer.random(random, rows, cols);
        int[] in = vector(random, cols, 23);
        int[] z = new int[rows];
        Kernels.forward(layer.masters, layer.weightsAt, layer.biasesAt, in, z);
        for (int row = 0; row < rows; row++) {
            BigInteger sum = weight(layer.masters[layer.biasesAt + row]).shiftLeft(16);
            for (int col = 0; col < cols; col++) {
                sum = sum.add(weight(layer.at(row, col)).multiply(big(in[col])));
            }
            assertThat(big(z[row])).isEqualTo(clamped(sum.add(HALF).shiftRight(16), 23));
        }
    }

    @Property(tries = 200, seed = "12")
    void backwardIsExact(
            @ForAll long seed, @ForAll @IntRange(max = 128) int rows, @ForAll @IntRange(min = 1, max = 40) int cols) {
        SplittableRandom random = new SplittableRandom(seed);
        Layer layer = Layer.random(random, rows, cols);
        int[] above = vector(random, rows, 27);
        int[] z = vector(random, cols, 23);
        int[] below = new int[cols];
        long[] sums = new long[cols];
        sums[0] = 99; // what an earlier call left there must not matter
        Kernels.backward(layer.masters, layer.weightsAt, above, z, sums, below);
        for (int col = 0; col < cols; col++) {
            BigInteger sum = BigInteger.ZERO;
            for (int row = 0; row < rows; row++) {
                sum = sum.add(weight(layer.at(row, col)).multiply(big(above[row])));
            }
            BigInteger s = clamped(sum.add(HALF).shiftRight(16), 27);
            assertThat(big(below[col])).isEqualTo(z[col] < 0 ? s.shiftRight(3) : s);
        }
    }

    @Property(tries = 200, seed = "13")
    void updateIsExactAndTouchesNothingElse(
            @ForAll long seed, @ForAll @IntRange(max = 30) int rows, @ForAll @IntRange(max = 30) int cols) {
        SplittableRandom random = new SplittableRandom(seed);
        Layer layer = Layer.random(random, rows, cols);
        long[] before = layer.masters.clone();
        int[] steps = vector(random, rows, 22);
        int[] in = vector(random, cols, 23);
        Kernels.update(layer.masters, layer.weightsAt, layer.biasesAt, steps, in);
        for (int i = 0; i < before.length; i++) {
            BigInteger expected = big(before[i]);
            int weightAt = i - layer.weightsAt;
            if (weightAt >= 0 && weightAt < rows * cols) {
                expected = expected.subtract(big(steps[weightAt / cols]).multiply(big(in[weightAt % cols])));
            } else if (i >= layer.biasesAt && i < layer.biasesAt + rows) {
                expected = expected.subtract(big(steps[i - layer.biasesAt]).shiftLeft(16));
            }
            assertThat(big(layer.masters[i])).isEqualTo(expected);
        }
    }

    @Property(tries = 500, seed = "14")
    void aStepIsRoundedAwayFromZero(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] deltas = vector(random, 8, 27);
        deltas[0] = 0;
        deltas[1] = 1 << 27;
        deltas[2] = -(1 << 27);
        long eta = 1 + (random.nextLong() >>> (29 + random.nextInt(30)));
        int[] steps = new int[deltas.length];
        Kernels.steps(deltas, eta, steps);
        for (int i = 0; i < deltas.length; i++) {
            BigInteger[] parts = big(deltas[i]).multiply(big(eta)).divideAndRemainder(BigInteger.ONE.shiftLeft(40));
            BigInteger away = parts[0].add(big(parts[1].signum()));
            assertThat(big(steps[i])).isEqualTo(away);
            assertThat(steps[i] == 0).isEqualTo(deltas[i] == 0);
        }
    }

    @Test
    void theLeakIsAnEighthRoundedDown() {
        int[] z = {0, 1, 7, -1, -8, -9, 8_388_607, -8_388_608};
        int[] out = new int[z.length];
        Kernels.leaky(z, out);
        assertThat(out).containsExactly(0, 1, 7, -1, -1, -2, 8_388_607, -1_048_576);
    }

    @Test
    void theSweepClampsOnlyWhatIsOutside() {
        long end = 1L << 55;
        long[] masters = {0, end - 1, end, end + 7, -end, -end - 1, Long.MAX_VALUE, Long.MIN_VALUE, 5, -5};
        Kernels.clamp(masters);
        assertThat(masters).containsExactly(0, end - 1, end - 1, end - 1, -end, -end, end - 1, -end, 5, -5);
    }

    @Test
    void roundingSaturatesAtBothEnds() {
        assertThat(Kernels.roundAndSaturate(Long.MAX_VALUE - 0x8000, 23)).isEqualTo((1 << 23) - 1);
        assertThat(Kernels.roundAndSaturate(Long.MIN_VALUE, 23)).isEqualTo(-(1 << 23));
        assertThat(Kernels.roundAndSaturate(0x7fff, 23)).isZero();
        assertThat(Kernels.roundAndSaturate(0x8000, 23)).isEqualTo(1);
        assertThat(Kernels.roundAndSaturate(-0x8000, 23)).isZero();
        assertThat(Kernels.roundAndSaturate(-0x8001, 23)).isEqualTo(-1);
    }
}
