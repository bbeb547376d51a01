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
import org.junit.jupiter.api.Test;

/** Products and the update against big integers; matrices and vectors lie inside larger arrays. */
class Q16MatrixTest {
    private static final int MATRIX_AT = 3;
    private static final int LONG_AT = 2;

    private record Case(int rows, int cols, int[] matrix, int[] perRow, int[] perCol, int factor) {
        static Case of(long seed, int bits, int rows, int cols) {
            SplittableRandom random = new SplittableRandom(seed);
            return new Case(
                    rows,
                    cols,
                    Exact.vector(random, MATRIX_AT + rows * cols + 2, bits),
                    Exact.vector(random, LONG_AT + rows, bits),
                    Exact.vector(random, LONG_AT + cols, bits),
                    (int) Exact.number(random, bits));
        }

        BigInteger at(int row, int col) {
            return big(matrix[MATRIX_AT + row * cols + col]);
        }

        BigInteger perRow(int row) {
            return big(perRow[LONG_AT + row]);
        }

        BigInteger perCol(int col) {
            return big(perCol[LONG_AT + col]);
        }
    }

    @Property(seed = "41", tries = 500)
    void aProductIsExactAndRoundedOnce(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 31) int bits,
            @ForAll @IntRange(max = 9) int rows,
            @ForAll @IntRange(max = 40) int cols) {
        Case c = Case.of(seed, bits, rows, cols);
        int[] out = new int[rows + 1];
        Q16Matrix.multiply(c.matrix, MATRIX_AT, rows, cols, c.perCol, LONG_AT, out, 1);
        for (int row = 0; row < rows; row++) {
            BigInteger sum = BigInteger.ZERO;
            for (int col = 0; col < cols; col++) {
                sum = sum.add(c.at(row, col).multiply(c.perCol(col)));
            }
            assertThat(out[1 + row]).isEqualTo(Exact.scaled(sum, 16).roundedAndSaturated());
        }
    }

    @Property(seed = "42", tries = 500)
    void aTransposedProductIsExactAndRoundedOnce(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 31) int bits,
            @ForAll @IntRange(max = 40) int rows,
            @ForAll @IntRange(max = 9) int cols) {
        Case c = Case.of(seed, bits, rows, cols);
        long[] wrapped = new long[cols + 1];
        long[] upper = new long[cols + 2];
        Arrays.fill(wrapped, 99); // what an earlier call left there must not matter
        Arrays.fill(upper, -99);
        int[] out = new int[cols + 1];
        Q16Matrix.multiplyTransposed(c.matrix, MATRIX_AT, rows, cols, c.perRow, LONG_AT, wrapped, upper, out, 1);
        for (int col = 0; col < cols; col++) {
            BigInteger sum = BigInteger.ZERO;
            for (int row = 0; row < rows; row++) {
                sum = sum.add(c.at(row, col).multiply(c.perRow(row)));
            }
            assertThat(out[1 + col]).isEqualTo(Exact.scaled(sum, 16).roundedAndSaturated());
        }
    }

    @Property(seed = "43", tries = 500)
    void anUpdateIsRoundedOnceAndTouchesNothingElse(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 31) int bits,
            @ForAll @IntRange(max = 12) int rows,
            @ForAll @IntRange(max = 12) int cols) {
        Case c = Case.of(seed, bits, rows, cols);
        int[] updated = c.matrix.clone();
        long[] widened = new long[cols + 1];
        Arrays.fill(widened, 99); // what an earlier call left there must not matter
        Q16Matrix.rankOneUpdate(
                c.factor, c.perRow, LONG_AT, c.perCol, LONG_AT, widened, updated, MATRIX_AT, rows, cols);
        int[] expected = c.matrix.clone();
        for (int row = 0; row < rows; row++) {
            for (int col = 0; col < cols; col++) {
                BigInteger change = big(c.factor).multiply(c.perRow(row)).multiply(c.perCol(col));
                expected[MATRIX_AT + row * cols + col] = Exact.scaled(
                                c.at(row, col).shiftLeft(32).add(change), 32)
                        .roundedAndSaturated();
            }
        }
        assertThat(updated).isEqualTo(expected);
    }

    @Test
    void theGreatestNumbersOfAll() {
        for (int factor : new int[] {Q16.MIN, Q16.MAX}) {
            for (int x : new int[] {Q16.MIN, Q16.MAX}) {
                for (int y : new int[] {Q16.MIN, Q16.MAX}) {
                    for (int start : new int[] {Q16.MIN, Q16.MAX}) {
                        int[] matrix = {start};
                        Q16Matrix.rankOneUpdate(
                                factor, new int[] {x}, 0, new int[] {y}, 0, new long[1], matrix, 0, 1, 1);
                        BigInteger change = big(factor).multiply(big(x)).multiply(big(y));
                        assertThat(matrix[0]).isEqualTo(change.signum() < 0 ? Q16.MIN : Q16.MAX);
                    }
                }
            }
        }
        int rows = 70_000;
        int[] column = new int[rows];
        Arrays.fill(column, Q16.MIN);
        int[] out = new int[1];
        Q16Matrix.multiplyTransposed(column, 0, rows, 1, column, 0, new long[1], new long[1], out, 0);
        assertThat(out[0]).as("the sum is far beyond 2^64").isEqualTo(Q16.MAX);
    }

    @Test
    void aSmallRateIsNotRoundedAwayBeforeTheEnd() {
        int[] matrix = {0};
        // 2^-16 * 2^-6 * 2^7: the product of the first two alone would round to 0.
        Q16Matrix.rankOneUpdate(1, new int[] {1 << 10}, 0, new int[] {1 << 23}, 0, new long[1], matrix, 0, 1, 1);
        assertThat(matrix[0]).isEqualTo(2);
    }

    @Test
    void anOutputThatWouldOverwriteAnInputIsRefused() {
        int[] all = new int[10];
        int[] other = new int[4];
        assertThatThrownBy(() -> Q16Matrix.multiply(all, 0, 2, 2, other, 0, all, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("out: expected a range apart from matrix, found [3, 5) and [0, 4) in the same array");
        assertThatThrownBy(() -> Q16Matrix.multiply(other, 0, 2, 2, all, 1, all, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("out: expected a range apart from x");
        long[] one = new long[2];
        assertThatThrownBy(() -> Q16Matrix.rankOneUpdate(1, all, 3, other, 0, one, all, 0, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("matrix: expected a range apart from x");
        Q16Matrix.multiply(all, 0, 2, 2, all, 4, all, 6); // neighbours in one array are apart
        assertThatThrownBy(() -> Q16Matrix.multiplyTransposed(all, 0, 2, 2, other, 0, one, one, other, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wrapped and upper: expected two arrays, found one");
    }

    @Test
    void aTransposedProductMayReplaceItsVector() {
        int[] matrix = {Q16.fromInt(1), Q16.fromInt(2), Q16.fromInt(3), Q16.fromInt(4)};
        int[] y = {Q16.fromInt(5), Q16.fromInt(6)};
        Q16Matrix.multiplyTransposed(matrix, 0, 2, 2, y, 0, new long[2], new long[2], y, 0);
        assertThat(y).containsExactly(Q16.fromInt(23), Q16.fromInt(34));
    }

    @Test
    void anUpdateMayTakeItsColumnsFromTheMatrix() {
        int[] matrix = {Q16.fromInt(1), Q16.fromInt(2), Q16.fromInt(3), Q16.fromInt(4)};
        int[] x = {Q16.fromInt(1), Q16.fromInt(10)};
        Q16Matrix.rankOneUpdate(Q16.ONE, x, 0, matrix, 0, new long[2], matrix, 0, 2, 2);
        assertThat(matrix).containsExactly(Q16.fromInt(2), Q16.fromInt(4), Q16.fromInt(13), Q16.fromInt(24));
    }

    @Test
    void theLoopsGiveTheSameBitsOnceTheCompilerHasTurnedThemIntoVectors() {
        Case c = Case.of(44, 31, 3, 131);
        long[] wrapped = new long[131];
        long[] upper = new long[131];
        int[] first = new int[131 + 3];
        int[] out = new int[131 + 3];
        int[] updatedFirst = c.matrix.clone();
        Q16Matrix.multiply(c.matrix, MATRIX_AT, 3, 131, c.perCol, LONG_AT, first, 131);
        Q16Matrix.multiplyTransposed(c.matrix, MATRIX_AT, 3, 131, c.perRow, LONG_AT, wrapped, upper, first, 0);
        Q16Matrix.rankOneUpdate(7, c.perRow, LONG_AT, c.perCol, LONG_AT, wrapped, updatedFirst, MATRIX_AT, 3, 131);
        int[] updated = new int[c.matrix.length];
        for (int run = 0; run < 10_000; run++) {
            System.arraycopy(c.matrix, 0, updated, 0, updated.length);
            Q16Matrix.multiply(c.matrix, MATRIX_AT, 3, 131, c.perCol, LONG_AT, out, 131);
            Q16Matrix.multiplyTransposed(c.matrix, MATRIX_AT, 3, 131, c.perRow, LONG_AT, wrapped, upper, out, 0);
            Q16Matrix.rankOneUpdate(7, c.perRow, LONG_AT, c.perCol, LONG_AT, wrapped, updated, MATRIX_AT, 3, 131);
            if (!Arrays.equals(out, first) || !Arrays.equals(updated, updatedFirst)) {
                throw new AssertionError("other bits in run " + run);
            }
        }
    }

    @Test
    void shapesAndRangesAreChecked() {
        int[] six = new int[6];
        long[] two = new long[2];
        assertThatThrownBy(() -> Q16Matrix.multiply(six, 1, 2, 3, six, 0, six, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("matrix: expected 6 numbers from index 1, found an array of length 6");
        assertThatThrownBy(() -> Q16Matrix.multiply(six, 0, 1 << 20, 1 << 20, six, 0, six, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("matrix: expected 1099511627776 numbers from index 0, found an array of length 6");
        assertThatThrownBy(() -> Q16Matrix.multiply(six, 0, -2, -3, six, 0, six, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("matrix: expected rows and columns of at least 0, found -2 x -3");
        assertThatThrownBy(() -> Q16Matrix.multiply(six, 0, 2, 3, new int[2], 0, new int[2], 0))
                .hasMessageStartingWith("x: expected 3");
        assertThatThrownBy(() -> Q16Matrix.multiplyTransposed(six, 0, 2, 3, six, 0, two, new long[3], six, 0))
                .hasMessageStartingWith("wrapped: expected 3");
        assertThatThrownBy(() -> Q16Matrix.multiplyTransposed(six, 0, 2, 3, six, 0, new long[3], two, six, 0))
                .hasMessageStartingWith("upper: expected 3");
        assertThatThrownBy(() -> Q16Matrix.rankOneUpdate(1, six, 5, six, 0, two, new int[6], 0, 2, 3))
                .hasMessageStartingWith("x: expected 2");
        assertThatThrownBy(() -> Q16Matrix.rankOneUpdate(1, six, 0, six, 4, two, new int[6], 0, 2, 3))
                .hasMessageStartingWith("y: expected 3");
        assertThatThrownBy(() -> Q16Matrix.rankOneUpdate(1, six, 0, six, 0, two, new int[6], 0, 2, 3))
                .hasMessageStartingWith("widened: expected 3");
    }
}
