package com.hookprobe.fixedpoint;

import java.util.Arrays;

/**
 * Products of matrices and vectors of Q16.16 numbers; a matrix is {@code rows * cols} numbers, row-major, from {@code
 * matrixAt} on.
 *
 * <p>Every element of a result is the exact value, rounded once to nearest (a tie goes up) and saturated once, for all
 * numbers and shapes; so the order of the additions does not matter. All loops walk the memory forwards. Nothing is
 * allocated. Errors as in {@link Q16Vector}. Stateless; safe from any thread that owns the arrays it passes.
 */
public final class Q16Matrix {
    private static final long LOWER_31_BITS = (1L << 31) - 1;

    private Q16Matrix() {}

    /**
     * out = A x.
     *
     * @param x {@code cols} numbers
     * @param out receives {@code rows} numbers
     * @throws IllegalArgumentException when {@code out} overlaps the matrix or {@code x}
     */
    public static void multiply(
            int[] matrix, int matrixAt, int rows, int cols, int[] x, int xAt, int[] out, int outAt) {
        checkMatrix(matrix, matrixAt, rows, cols);
        Ranges.check("x", x, xAt, cols);
        Ranges.check("out", out, outAt, rows);
        Ranges.checkApart("out", out, outAt, rows, "matrix", matrix, matrixAt, (long) rows * cols);
        Ranges.checkApart("out", out, outAt, rows, "x", x, xAt, cols);
        for (int row = 0; row < rows; row++) {
            out[outAt + row] = Q16Vector.uncheckedDot(matrix, matrixAt + row * cols, x, xAt, cols);
        }
    }

    /**
     * out = A^T y.
     *
     * @param y {@code rows} numbers
     * @param wrapped scratch, at least {@code cols} long; its content does not matter and is overwritten
     * @param upper scratch as {@code wrapped}, another array: an exact sum takes two words a column
     * @param out receives {@code cols} numbers, after all inputs were read
     * @throws IllegalArgumentException when the two scratch arrays are one
     */
    public static void multiplyTransposed(
            int[] matrix,
            int matrixAt,
            int rows,
            int cols,
            int[] y,
            int yAt,
            long[] wrapped,
            long[] upper,
            int[] out,
            int outAt) {
        checkMatrix(matrix, matrixAt, rows, cols);
        Ranges.check("y", y, yAt, rows);
        Ranges.check("wrapped", wrapped.length, 0, cols);
        Ranges.check("upper", upper.length, 0, cols);
        Ranges.check("out", out, outAt, cols);
        if (wrapped == upper) {
            throw new IllegalArgumentException("wrapped and upper: expected two arrays, found one");
        }
        Arrays.fill(wrapped, 0, cols, 0);
        Arrays.fill(upper, 0, cols, 0);
        for (int row = 0; row < rows; row++) {
            addRow(matrix, matrixAt + row * cols, y[yAt + row], wrapped, upper, cols);
        }
        for (int col = 0; col < cols; col++) {
            out[outAt + col] = ExactSum.toQ16(wrapped[col], upper[col]);
        }
    }

    private static void addRow(int[] matrix, int at, long factor, long[] wrapped, long[] upper, int cols) {
        for (int col = 0; col < cols; col++) {
            long product = matrix[at + col] * factor;
            wrapped[col] += product;
            upper[col] += product >> 32;
        }
    }

    /**
     * A = A + factor * x y^T; each element from the exact product of three numbers, rounded once and saturated once after
     * the addition. A small factor (a learning rate) so loses nothing before the end.
     *
     * @param x {@code rows} numbers
     * @param y {@code cols} numbers
     * @param widened scratch, at least {@code cols} long; its content does not matter and is overwritten
     * @throws IllegalArgumentException when the matrix overlaps {@code x}
     */
    public static void rankOneUpdate(
            int factor,
            int[] x,
            int xAt,
            int[] y,
            int yAt,
            long[] widened,
            int[] matrix,
            int matrixAt,
            int rows,
            int cols) {
        checkMatrix(matrix, matrixAt, rows, cols);
        Ranges.check("x", x, xAt, rows);
        Ranges.check("y", y, yAt, cols);
        Ranges.check("widened", widened.length, 0, cols);
        Ranges.checkApart("matrix", matrix, matrixAt, (long) rows * cols, "x", x, xAt, rows);
        // A long[] cannot overlap the matrix. With two int[] the compiler of the JVM would have to fear it, and the
        // loop
        // over a row was seen to run five times slower.
        for (int col = 0; col < cols; col++) {
            widened[col] = y[yAt + col];
        }
        for (int row = 0; row < rows; row++) {
            updateRow((long) factor * x[xAt + row], widened, matrix, matrixAt + row * cols, cols);
        }
    }

    /**
     * row[col] += step * y[col], step in Q.32 and at most 2^62.
     *
     * <p>With step = upper * 2^31 + lower the product in Q.48, plus one half of 2^32, is upper * y * 2^31 + t, and its floor
     * division by 2^32 is that of upper * y + (t >> 31) by 2. Neither part leaves 63 bits.
     */
    private static void updateRow(long step, long[] y, int[] matrix, int at, int cols) {
        long upper = step >> 31;
        long lower = step & LOWER_31_BITS;
        for (int col = 0; col < cols; col++) {
            long t = lower * y[col] + (1L << 31);
            long change = (upper * y[col] + (t >> 31)) >> 1;
            matrix[at + col] = Q16Vector.clamped(matrix[at + col] + change);
        }
    }

    private static void checkMatrix(int[] matrix, int matrixAt, int rows, int cols) {
        Ranges.checkShape(rows, cols);
        Ranges.check("matrix", matrix, matrixAt, (long) rows * cols);
    }
}
