package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Both kinds of kernels against plain ones on big integers, up to the greatest numbers that the specification allows. The
 * shapes are those that the vector kernels take, and those that they hand on.
 */
class LayerKernelsTest {
    /** This module's tests run with the Vector API. */
    private static List<LayerKernels> kinds() {
        return List.of(LayerKernels.scalar(), KernelChoice.choose("vector").kernels());
    }

    private record Layer(int rows, int cols, int weightsAt, int biasesAt, long[] masters) {
        static Layer random(SplittableRandom random, int rows, int cols) {
            int weightsAt = random.nextInt(5);
            int biasesAt = weightsAt + rows * cols + random.nextInt(5);
            long[] masters = new long[biasesAt + rows + 3];
            for (int i = 0; i < masters.length; i++) {
                masters[i] = Numbers.number(random, 56);
            }
            return new Layer(rows, cols, weightsAt, biasesAt, masters);
        }

        BigInteger weight(int row, int col) {
            return top(masters[weightsAt + row * cols + col]);
        }

        BigInteger bias(int row) {
            return top(masters[biasesAt + row]);
        }

        private static BigInteger top(long master) {
            return Numbers.big(master).shiftRight(32);
        }
    }

    private static int shape(int number) {
        return number % 3 == 0 ? number : 16 * (1 + number % 4);
    }

    @Property(tries = 200, seed = "11")
    void forwardIsExact(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int rows, @ForAll @IntRange(max = 128) int cols) {
        SplittableRandom random = new SplittableRandom(seed);
        Layer layer = Layer.random(random, shape(rows), shape(cols));
        int[] in = Numbers.vector(random, layer.cols, 23);
        for (LayerKernels kernels : kinds()) {
            int[] z = new int[layer.rows];
            kernels.forward(layer.masters, layer.weightsAt, layer.biasesAt, in, z);
            for (int row = 0; row < layer.rows; row++) {
                BigInteger sum = layer.bias(row).shiftLeft(16);
                for (int col = 0; col < layer.cols; col++) {
                    sum = sum.add(layer.weight(row, col).multiply(Numbers.big(in[col])));
                }
                assertThat(Numbers.big(z[row]))
                        .as(kernels.name())
                        .isEqualTo(Numbers.clamped(sum.add(Numbers.HALF).shiftRight(16), 23));
            }
        }
    }

    @Property(tries = 200, seed = "12")
    void backwardReadsTheWeightsBeforeTheyMove(
            @ForAll long seed, @ForAll @IntRange(max = 60) int rows, @ForAll @IntRange(min = 1, max = 60) int cols) {
        SplittableRandom random = new SplittableRandom(seed);
        Layer layer = Layer.random(random, shape(rows), shape(cols));
        int[] deltas = Numbers.vector(random, layer.rows, 27);
        int[] steps = Numbers.vector(random, layer.rows, 22);
        int[] in = Numbers.vector(random, layer.cols, 23);
        for (LayerKernels kernels : kinds()) {
            long[] masters = layer.masters.clone();
            long[] sums = new long[layer.cols];
            sums[0] = 99;
            kernels.backwardAndUpdate(masters, layer.weightsAt, deltas, steps, in, sums);
            for (int col = 0; col < layer.cols; col++) {
                BigInteger sum = Numbers.big(col == 0 ? 99 : 0);
                for (int row = 0; row < layer.rows; row++) {
                    sum = sum.add(layer.weight(row, col).multiply(Numbers.big(deltas[row])));
                }
                assertThat(Numbers.big(sums[col])).as(kernels.name()).isEqualTo(sum);
            }
            assertMoved(kernels, layer, masters, steps, in);
        }
    }

    @Property(tries = 200, seed = "13")
    void updateIsExactAndTouchesNothingElse(
            @ForAll long seed, @ForAll @IntRange(max = 60) int rows, @ForAll @IntRange(max = 60) int cols) {
        SplittableRandom random = new SplittableRandom(seed);
        Layer layer = Layer.random(random, shape(rows), shape(cols));
        int[] steps = Numbers.vector(random, layer.rows, 22);
        int[] in = Numbers.vector(random, layer.cols, 23);
        for (LayerKernels kernels : kinds()) {
            long[] masters = layer.masters.clone();
            kernels.update(masters, layer.weightsAt, steps, in);
            assertMoved(kernels, layer, masters, steps, in);
        }
    }

    @Property(tries = 100, seed = "16")
    void updateAndForwardIsTheOneAfterTheOther(
            @ForAll long seed, @ForAll @IntRange(max = 60) int rows, @ForAll @IntRange(max = 60) int cols) {
        SplittableRandom random = new SplittableRandom(seed);
        Layer layer = Layer.random(random, shape(rows), shape(cols));
        int[] steps = Numbers.vector(random, layer.rows, 22);
        int[] before = Numbers.vector(random, layer.cols, 23);
        int[] in = Numbers.vector(random, layer.cols, 23);
        long[] expected = layer.masters.clone();
        int[] expectedZ = new int[layer.rows];
        LayerKernels.scalar().update(expected, layer.weightsAt, steps, before);
        LayerKernels.scalar().forward(expected, layer.weightsAt, layer.biasesAt, in, expectedZ);
        for (LayerKernels kernels : kinds()) {
            long[] masters = layer.masters.clone();
            int[] z = new int[layer.rows];
            kernels.updateAndForward(masters, layer.weightsAt, layer.biasesAt, steps, before, in, z);
            assertThat(masters).as(kernels.name()).isEqualTo(expected);
            assertThat(z).as(kernels.name()).isEqualTo(expectedZ);
        }
    }

    private static void assertMoved(LayerKernels kernels, Layer before, long[] after, int[] steps, int[] in) {
        int cols = Math.max(1, in.length);
        for (int i = 0; i < after.length; i++) {
            BigInteger expected = Numbers.big(before.masters[i]);
            int weightAt = i - before.weightsAt;
            if (weightAt >= 0 && weightAt < steps.length * in.length) {
                expected = expected.subtract(
                        Numbers.big(steps[weightAt / cols]).multiply(Numbers.big(in[weightAt % cols])));
            }
            assertThat(Numbers.big(after[i])).as(kernels.name()).isEqualTo(expected);
        }
    }

    @Test
    void theChoiceSaysWhatItIsAndWhy() {
        assertThat(KernelChoice.choose("scalar").kernels()).isSameAs(LayerKernels.scalar());
        assertThat(KernelChoice.choose("vector").kernels().name()).startsWith("vector ");
        assertThat(LayerKernels.best().name())
                .isIn("scalar", KernelChoice.choose("vector").kernels().name());
        assertThat(LayerKernels.reason()).isNotBlank();
        assertThatThrownBy(() -> KernelChoice.choose("fast")).hasMessageContaining("expected auto, scalar or vector");
    }

    @Test
    void kernelsThatGiveOtherBitsAreRefused() {
        LayerKernels scalar = LayerKernels.scalar();
        for (int wrong = 0; wrong < 4; wrong++) {
            int broken = wrong;
            LayerKernels other = new LayerKernels() {
                @Override
                public void forward(long[] masters, int weightsAt, int biasesAt, int[] in, int[] z) {
                    scalar.forward(masters, weightsAt, biasesAt, in, z);
                    z[z.length - 1] += broken == 0 ? 1 : 0;
                }

                @Override
                public void backwardAndUpdate(
                        long[] masters, int weightsAt, int[] deltas, int[] steps, int[] in, long[] sums) {
                    scalar.backwardAndUpdate(masters, weightsAt, deltas, steps, in, sums);
                    sums[0] += broken == 1 ? 1 : 0;
                }

                @Override
                public void updateAndForward(
                        long[] masters, int weightsAt, int biasesAt, int[] steps, int[] before, int[] in, int[] z) {
                    scalar.updateAndForward(masters, weightsAt, biasesAt, steps, before, in, z);
                    z[1] += broken == 3 ? 1 : 0;
                }

                @Override
                public void update(long[] masters, int weightsAt, int[] steps, int[] in) {
                    scalar.update(masters, weightsAt, steps, in);
                    masters[weightsAt] += broken == 2 ? 1 : 0;
                }

                @Override
                public String name() {
                    return "broken";
                }
            };
            assertThatThrownBy(() -> KernelChoice.requireSameBits(other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'broken' give other bits");
        }
        KernelChoice.requireSameBits(scalar);
    }
}
