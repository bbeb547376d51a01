package com.hookprobe.fixedpoint;

/**
 * Loops over vectors of Q16.16 numbers that lie anywhere in {@code int[]}: {@code length} numbers from {@code xAt} on.
 *
 * <p>Every element of a result is the exact value, rounded once to nearest (a tie goes up) and saturated once. {@link
 * #dot} and {@link #sum} add exactly, whatever the numbers and the length, so their results do not depend on the order
 * of the additions: a vectorised loop, or one that goes from the end, gives the same bits.
 *
 * <p>An output may be the same range as an input, which makes the operation work in place. Ranges that overlap otherwise
 * give what the loop from the first to the last element gives.
 *
 * <p>The loops stay small and free of branches, so that the compiler of the JVM can vectorise them; where it cannot exclude
 * that an output overlaps an input (other offsets in it), it may not, and the bits are the same. Nothing is allocated. A range that is not inside its array throws {@link IndexOutOfBoundsException}, and nothing is written then. Stateless;
 * safe from any thread that owns the arrays it passes.
 */
public final class Q16Vector {
    private static final long HALF = 1L << 15;

    private Q16Vector() {}

    /** The scalar product: sum of x[i] * y[i], exact, then rounded once and saturated once; 0 when the length is 0. */
    public static int dot(int[] x, int xAt, int[] y, int yAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("y", y, yAt, length);
        return uncheckedDot(x, xAt, y, yAt, length);
    }

    static int uncheckedDot(int[] x, int xAt, int[] y, int yAt, int length) {
        long wrapped = 0;
        long upper = 0;
        for (int i = 0; i < length; i++) {
            long product = (long) x[xAt + i] * y[yAt + i];
            wrapped += product;
            upper += product >> 32;
        }
        return ExactSum.toQ16(wrapped, upper);
    }

    /** The sum of all numbers, exact, with 16 fraction bits in a {@code long}; {@link Q16#saturate} makes it Q16.16. */
    public static long sum(int[] x, int xAt, int length) {
        Ranges.check("x", x, xAt, length);
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[xAt + i];
        }
        return sum;
    }

    /**
     * The greatest number.
     *
     * @throws IllegalArgumentException when the length is 0
     */
    public static int max(int[] x, int xAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.checkNotEmpty("max of x", length);
        int max = x[xAt];
        for (int i = 1; i < length; i++) {
            max = x[xAt + i] > max ? x[xAt + i] : max;
        }
        return max;
    }

    /**
     * Where the greatest number is, counted from {@code xAt}; the first of equal ones.
     *
     * @throws IllegalArgumentException when the length is 0
     */
    public static int argmax(int[] x, int xAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.checkNotEmpty("argmax of x", length);
        int best = 0;
        for (int i = 1; i < length; i++) {
            best = x[xAt + i] > x[xAt + best] ? i : best;
        }
        return best;
    }

    /** out[i] = x[i] + y[i]. */
    public static void add(int[] x, int xAt, int[] y, int yAt, int[] out, int outAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("y", y, yAt, length);
        Ranges.check("out", out, outAt, length);
        for (int i = 0; i < length; i++) {
            int a = x[xAt + i];
            int b = y[yAt + i];
            int sum = a + b;
            // It wrapped when its sign is neither that of a nor that of b.
            out[outAt + i] = saturated(sum, a, (a ^ sum) & (b ^ sum));
        }
    }

    /** out[i] = x[i] - y[i]. */
    public static void subtract(int[] x, int xAt, int[] y, int yAt, int[] out, int outAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("y", y, yAt, length);
        Ranges.check("out", out, outAt, length);
        for (int i = 0; i < length; i++) {
            int a = x[xAt + i];
            int b = y[yAt + i];
            int difference = a - b;
            out[outAt + i] = saturated(difference, a, (a ^ b) & (a ^ difference));
        }
    }

    /** out[i] = factor * x[i]. */
    public static void scale(int factor, int[] x, int xAt, int[] out, int outAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("out", out, outAt, length);
        for (int i = 0; i < length; i++) {
            out[outAt + i] = clamped(((long) factor * x[xAt + i] + HALF) >> 16);
        }
    }

    /** y[i] = y[i] + factor * x[i], rounded and saturated after the addition. */
    public static void axpy(int factor, int[] x, int xAt, int[] y, int yAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("y", y, yAt, length);
        for (int i = 0; i < length; i++) {
            y[yAt + i] = clamped(y[yAt + i] + (((long) factor * x[xAt + i] + HALF) >> 16));
        }
    }

    /** out[i] = x[i] * y[i]. */
    public static void multiply(int[] x, int xAt, int[] y, int yAt, int[] out, int outAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("y", y, yAt, length);
        Ranges.check("out", out, outAt, length);
        for (int i = 0; i < length; i++) {
            out[outAt + i] = clamped(((long) x[xAt + i] * y[yAt + i] + HALF) >> 16);
        }
    }

    /** The rectifier: out[i] = x[i], or 0 when x[i] is below 0. */
    public static void relu(int[] x, int xAt, int[] out, int outAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("out", out, outAt, length);
        for (int i = 0; i < length; i++) {
            out[outAt + i] = x[xAt + i] & ~(x[xAt + i] >> 31);
        }
    }

    /** The leaky rectifier: out[i] = x[i], or slope * x[i] when x[i] is below 0. */
    public static void leakyRelu(int slope, int[] x, int xAt, int[] out, int outAt, int length) {
        Ranges.check("x", x, xAt, length);
        Ranges.check("out", out, outAt, length);
        for (int i = 0; i < length; i++) {
            // A product with 1 is exact, so one formula serves both sides.
            long factor = Q16.ONE + ((slope - (long) Q16.ONE) & (x[xAt + i] >> 31));
            out[outAt + i] = clamped((factor * x[xAt + i] + HALF) >> 16);
        }
    }

    /** {@code wrapped}, or where {@code overflow} is below 0 the end of the range on the side of {@code sign}. */
    private static int saturated(int wrapped, int sign, int overflow) {
        int end = (sign >> 31) ^ Q16.MAX;
        return wrapped ^ ((wrapped ^ end) & (overflow >> 31));
    }

    /** {@link Q16#saturate} for magnitudes up to 2^62, without a branch. */
    static int clamped(long raw) {
        long aboveMin = raw - Q16.MIN;
        long low = raw - (aboveMin & (aboveMin >> 63));
        long belowMax = Q16.MAX - low;
        return (int) (low + (belowMax & (belowMax >> 63)));
    }
}
