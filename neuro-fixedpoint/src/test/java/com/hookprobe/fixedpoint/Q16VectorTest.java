package com.hookprobe.fixedpoint;

import static com.hookprobe.fixedpoint.Exact.big;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every loop against big integers, with ranges inside larger arrays. */
class Q16VectorTest {
    /** Two inputs and a factor of random size; ranges start at 2 and 3, the output at 1. */
    private record Case(int factor, int[] x, int[] y, int length) {
        static Case of(long seed, int bits, int length) {
            SplittableRandom random = new SplittableRandom(seed);
            return new Case(
                    (int) Exact.number(random, bits),
                    Exact.vector(random, length + 5, bits),
                    Exact.vector(random, length + 5, bits),
                    length);
        }

        BigInteger x(int i) {
            return big(x[2 + i]);
        }

        BigInteger y(int i) {
            return big(y[3 + i]);
        }

        int[] out() {
            int[] out = new int[length + 2];
            out[0] = 77;
            out[length + 1] = 78;
            return out;
        }

        void touchesNothingElse(int[] out) {
            assertThat(out[0]).isEqualTo(77);
            assertThat(out[length + 1]).isEqualTo(78);
        }

        BigInteger dot() {
            BigInteger sum = BigInteger.ZERO;
            for (int i = 0; i < length; i++) {
                sum = sum.add(x(i).multiply(y(i)));
            }
            return sum;
        }
    }

    @Property(seed = "31")
    void theScalarProductIsExactAndRoundedOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 31) int bits, @ForAll @IntRange(max = 70) int length) {
        Case c = Case.of(seed, bits, length);
        assertThat(Q16Vector.dot(c.x, 2, c.y, 3, length))
                .isEqualTo(Exact.scaled(c.dot(), 16).roundedAndSaturated());
    }

    @Test
    void theScalarProductHoldsWhereALongWouldWrap() {
        int length = 1 << 20;
        int[] x = new int[length];
        int[] y = new int[length];
        Arrays.fill(x, Q16.MIN);
        Arrays.fill(y, Q16.MIN);
        assertThat(Q16Vector.dot(x, 0, y, 0, 4)).as("the sum is 2^64").isEqualTo(Q16.MAX);
        assertThat(Q16Vector.dot(x, 0, y, 0, length)).isEqualTo(Q16.MAX);
        Arrays.fill(y, 0, length / 2, Q16.MAX);
        // Halves that cancel but for 2^19 times 2^31, which is 2^34 in Q16.16.
        assertThat(Q16Vector.dot(x, 0, y, 0, length)).isEqualTo(Q16.MAX);
        Arrays.fill(x, 0, length / 2, -Q16.MAX);
        Arrays.fill(y, length / 2, length, Q16.MAX);
        assertThat(Q16Vector.dot(x, 0, y, 0, length)).isEqualTo(Q16.MIN);
        Arrays.fill(x, 0, length / 2, Q16.MAX);
        Arrays.fill(x, length / 2, length, -Q16.MAX);
        assertThat(Q16Vector.dot(x, 0, y, 0, length)).isZero();
        x[5] -= 3;
        assertThat(Q16Vector.dot(x, 0, y, 0, length)).isEqualTo(-98_304); // -3 * (2^31 - 1) / 2^16, rounded
    }

    @Property(seed = "32", tries = 300)
    void theOrderOfTheNumbersDoesNotMatter(@ForAll long seed, @ForAll @IntRange(min = 2, max = 300) int length) {
        Case c = Case.of(seed, 31, length);
        int dot = Q16Vector.dot(c.x, 2, c.y, 3, length);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            swap(c.x, 2 + i, 2 + j);
            swap(c.y, 3 + i, 3 + j);
        }
        assertThat(Q16Vector.dot(c.x, 2, c.y, 3, length)).isEqualTo(dot);
    }

    private static void swap(int[] array, int i, int j) {
        int kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }

    @Property(seed = "33")
    void elementsAreRoundedOnceAndSaturated(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 31) int bits, @ForAll @IntRange(max = 40) int length) {
        Case c = Case.of(seed, bits, length);
        BigInteger factor = big(c.factor);
        int[] sum = c.out();
        int[] difference = c.out();
        int[] product = c.out();
        int[] scaled = c.out();
        int[] leaky = c.out();
        int[] relu = c.out();
        int[] axpy = c.y.clone();
        Q16Vector.add(c.x, 2, c.y, 3, sum, 1, length);
        Q16Vector.subtract(c.x, 2, c.y, 3, difference, 1, length);
        Q16Vector.multiply(c.x, 2, c.y, 3, product, 1, length);
        Q16Vector.scale(c.factor, c.x, 2, scaled, 1, length);
        Q16Vector.leakyRelu(c.factor, c.x, 2, leaky, 1, length);
        Q16Vector.relu(c.x, 2, relu, 1, length);
        Q16Vector.axpy(c.factor, c.x, 2, axpy, 3, length);
        for (int i = 0; i < length; i++) {
            BigInteger x = c.x(i);
            BigInteger y = c.y(i);
            int times = Exact.scaled(factor.multiply(x), 16).roundedAndSaturated();
            assertThat(sum[1 + i]).isEqualTo(Exact.saturated(x.add(y)));
            assertThat(difference[1 + i]).isEqualTo(Exact.saturated(x.subtract(y)));
            assertThat(product[1 + i]).isEqualTo(Exact.scaled(x.multiply(y), 16).roundedAndSaturated());
            assertThat(scaled[1 + i]).isEqualTo(times);
            assertThat(leaky[1 + i]).isEqualTo(x.signum() < 0 ? times : x.intValueExact());
            assertThat(relu[1 + i]).isEqualTo(Math.max(0, x.intValueExact()));
            assertThat(axpy[3 + i])
                    .isEqualTo(Exact.scaled(y.shiftLeft(16).add(factor.multiply(x)), 16)
                            .roundedAndSaturated());
        }
        for (int[] out : new int[][] {sum, difference, product, scaled, leaky, relu}) {
            c.touchesNothingElse(out);
        }
    }

    @Property(seed = "34")
    void sumAndGreatest(@ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int length) {
        Case c = Case.of(seed, 31, length);
        c.x[2 + length / 2] = c.x[2 + length - 1]; // sometimes two are equal
        int[] part = Arrays.copyOfRange(c.x, 2, 2 + length);
        assertThat(Q16Vector.sum(c.x, 2, length))
                .isEqualTo(Arrays.stream(part).asLongStream().sum());
        int max = Arrays.stream(part).max().getAsInt();
        assertThat(Q16Vector.max(c.x, 2, length)).isEqualTo(max);
        int first = 0;
        while (part[first] != max) {
            first++;
        }
        assertThat(Q16Vector.argmax(c.x, 2, length)).isEqualTo(first);
    }

    @Test
    void theLoopsGiveTheSameBitsOnceTheCompilerHasTurnedThemIntoVectors() {
        Case c = Case.of(35, 31, 131);
        int expected = Exact.scaled(c.dot(), 16).roundedAndSaturated();
        int[] firstProduct = new int[c.length];
        int[] firstSum = new int[c.length];
        Q16Vector.multiply(c.x, 2, c.y, 3, firstProduct, 0, c.length);
        Q16Vector.add(c.x, 2, c.y, 3, firstSum, 0, c.length);
        int[] out = new int[c.length];
        for (int run = 0; run < 30_000; run++) {
            assertSame(expected, Q16Vector.dot(c.x, 2, c.y, 3, c.length));
            Q16Vector.multiply(c.x, 2, c.y, 3, out, 0, c.length);
            assertSame(0, Arrays.compare(out, firstProduct));
            Q16Vector.add(c.x, 2, c.y, 3, out, 0, c.length);
            assertSame(0, Arrays.compare(out, firstSum));
        }
    }

    /** Without the cost of a fluent assertion in a loop that is meant to get hot. */
    private static void assertSame(int expected, int found) {
        if (expected != found) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }

    @Test
    void anOutputMayBeAnInput() {
        int[] x = {Q16.ONE, -Q16.ONE, 5};
        Q16Vector.add(x, 0, x, 0, x, 0, 3);
        assertThat(x).containsExactly(2 * Q16.ONE, -2 * Q16.ONE, 10);
        Q16Vector.scale(Q16.ONE / 2, x, 0, x, 0, 3);
        Q16Vector.relu(x, 0, x, 0, 3);
        assertThat(x).containsExactly(Q16.ONE, 0, 5);
        Q16Vector.add(x, 0, x, 0, x, 1, 2); // overlapping: the loop reads what it wrote
        assertThat(x).containsExactly(Q16.ONE, 2 * Q16.ONE, 4 * Q16.ONE);
    }

    @Test
    void emptyRangesAreFineWhereTheyHaveAValue() {
        int[] none = {};
        assertThat(Q16Vector.dot(none, 0, none, 0, 0)).isZero();
        assertThat(Q16Vector.sum(none, 0, 0)).isZero();
        Q16Vector.add(none, 0, none, 0, none, 0, 0);
        assertThatThrownBy(() -> Q16Vector.max(none, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max of x: expected a length of at least 1, found 0");
        assertThatThrownBy(() -> Q16Vector.argmax(none, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void refuses(String name, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageStartingWith(name + ": expected ");
    }

    @Test
    void everyRangeIsCheckedBeforeAnythingIsWritten() {
        int[] four = {1, 2, 3, 4};
        int[] three = {9, 9, 9};
        assertThatThrownBy(() -> Q16Vector.dot(four, 2, three, 0, 3))
                .hasMessage("x: expected 3 numbers from index 2, found an array of length 4");
        refuses("x", () -> Q16Vector.dot(four, -1, four, 0, 1));
        refuses("x", () -> Q16Vector.sum(four, 0, -1));
        refuses("x", () -> Q16Vector.sum(four, Integer.MAX_VALUE, Integer.MAX_VALUE));
        refuses("x", () -> Q16Vector.max(four, 4, 1));
        refuses("x", () -> Q16Vector.argmax(four, 0, 5));
        refuses("y", () -> Q16Vector.dot(four, 0, three, 0, 4));
        refuses("out", () -> Q16Vector.add(four, 0, four, 0, three, 0, 4));
        refuses("out", () -> Q16Vector.subtract(four, 0, four, 0, three, 0, 4));
        refuses("out", () -> Q16Vector.multiply(four, 0, four, 0, three, 1, 3));
        refuses("out", () -> Q16Vector.scale(1, four, 0, three, 0, 4));
        refuses("out", () -> Q16Vector.relu(four, 0, three, 0, 4));
        refuses("out", () -> Q16Vector.leakyRelu(1, four, 0, three, 0, 4));
        refuses("y", () -> Q16Vector.axpy(1, four, 0, three, 0, 4));
        assertThat(three).containsExactly(9, 9, 9);
    }
}
