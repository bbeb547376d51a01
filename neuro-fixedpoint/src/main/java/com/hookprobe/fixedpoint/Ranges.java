package com.hookprobe.fixedpoint;

/** Checks of the array ranges that callers pass; a range is {@code length} numbers from index {@code at} on. */
final class Ranges {
    private Ranges() {}

    /** @throws IndexOutOfBoundsException when the range is not inside the array */
    static void check(String name, int[] array, int at, long length) {
        check(name, array.length, at, length);
    }

    /** @throws IndexOutOfBoundsException when the range is not inside the array */
    static void check(String name, int arrayLength, int at, long length) {
        if (at < 0 || length < 0 || length > (long) arrayLength - at) {
            throw new IndexOutOfBoundsException(name + ": expected " + length + " numbers from index " + at
                    + ", found an array of length " + arrayLength);
        }
    }

    /** @throws IllegalArgumentException when {@code length} is 0, for what has no value without numbers */
    static void checkNotEmpty(String name, int length) {
        if (length == 0) {
            throw new IllegalArgumentException(name + ": expected a length of at least 1, found 0");
        }
    }

    /** @throws IllegalArgumentException when the number of rows or of columns is below 0 */
    static void checkShape(int rows, int cols) {
        if (rows < 0 || cols < 0) {
            throw new IllegalArgumentException(
                    "matrix: expected rows and columns of at least 0, found " + rows + " x " + cols);
        }
    }

    /**
     * Refuses an output that would be written over an input that is still needed.
     *
     * @throws IllegalArgumentException when the two ranges share an element
     */
    static void checkApart(
            String outName, int[] out, int outAt, long outLength, String inName, int[] in, int inAt, long inLength) {
        if (out == in && outAt < inAt + inLength && inAt < outAt + outLength) {
            throw new IllegalArgumentException(outName + ": expected a range apart from " + inName + ", found ["
                    + outAt + ", " + (outAt + outLength) + ") and [" + inAt + ", " + (inAt + inLength)
                    + ") in the same array");
        }
    }
}
