package com.hookprobe.htp.core.swarm;

import java.util.Arrays;

/**
 * An erasure code: of n shares any k give the message back (Reed and Solomon 1960). Systematic: the first k shares are the
 * message itself. Arithmetic in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1; the rows of the other shares are those of a Cauchy
 * matrix, every square part of which can be inverted. Stateless; nothing secret depends on its time.
 */
public final class ReedSolomon {
    /** The most shares that there can be. */
    public static final int SHARES_MAX = 16;

    private static final int POLYNOMIAL = 0x11d;
    private static final int[] EXP = new int[510];
    private static final int[] LOG = new int[256];

    static {
        int x = 1;
        for (int i = 0; i < 255; i++) {
            EXP[i] = x;
            EXP[i + 255] = x;
            LOG[x] = i;
            x <<= 1;
            if (x > 255) {
                x ^= POLYNOMIAL;
            }
        }
    }

    private ReedSolomon() {}

    /** The length of each of k shares of so many bytes. */
    public static int shareBytes(int messageBytes, int k) {
        return (messageBytes + k - 1) / k;
    }

    /** All n shares of the message; the last of the first k is filled with zeros. */
    public static byte[][] split(byte[] message, int k, int n) {
        if (k < 1 || n < k || n > SHARES_MAX) {
            throw new IllegalArgumentException("wanted 1 <= k <= n <= " + SHARES_MAX + ", got k " + k + ", n " + n);
        }
        int length = shareBytes(message.length, k);
        byte[][] shares = new byte[n][length];
        for (int i = 0; i < k; i++) {
            int from = Math.min(message.length, i * length);
            System.arraycopy(message, from, shares[i], 0, Math.min(length, message.length - from));
        }
        for (int row = k; row < n; row++) {
            for (int column = 0; column < k; column++) {
                addTimes(shares[row], shares[column], cauchy(row, column));
            }
        }
        return shares;
    }

    /**
     * The message, from exactly k shares.
     *
     * @param indexes which shares they are, each once, 0 to {@link #SHARES_MAX} - 1
     * @param messageBytes how long the message was
     */
    public static byte[] join(byte[][] shares, int[] indexes, int messageBytes) {
        int k = shares.length;
        int length = shareBytes(messageBytes, k);
        byte[][] inverse = inverse(indexes);
        byte[] message = new byte[k * length];
        byte[] piece = new byte[length];
        for (int row = 0; row < k; row++) {
            Arrays.fill(piece, (byte) 0);
            for (int column = 0; column < k; column++) {
                addTimes(piece, shares[column], inverse[row][column] & 0xff);
            }
            System.arraycopy(piece, 0, message, row * length, length);
        }
        return Arrays.copyOf(message, messageBytes);
    }

    /** The inverse of the rows of those shares, by Gauss and Jordan. */
    private static byte[][] inverse(int[] indexes) {
        int k = indexes.length;
        byte[][] left = new byte[k][k];
        byte[][] right = new byte[k][k];
        for (int row = 0; row < k; row++) {
            right[row][row] = 1;
            for (int column = 0; column < k; column++) {
                left[row][column] = (byte) coefficient(indexes[row], column, k);
            }
        }
        for (int at = 0; at < k; at++) {
            int pivot = at;
            while (left[pivot][at] == 0) {
                pivot++;
            }
            swap(left, at, pivot);
            swap(right, at, pivot);
            int scale = inverse(left[at][at] & 0xff);
            scale(left[at], scale);
            scale(right[at], scale);
            for (int row = 0; row < k; row++) {
                int factor = left[row][at] & 0xff;
                if (row != at && factor != 0) {
                    addTimes(left[row], left[at], factor);
                    addTimes(right[row], right[at], factor);
                }
            }
        }
        return right;
    }

    private static int coefficient(int row, int column, int k) {
        if (row < k) {
            return row == column ? 1 : 0;
        }
        return cauchy(row, column);
    }

    /** 1 / (x + y) with x of the row and y of the column; rows begin above all columns, so x and y differ. */
    private static int cauchy(int row, int column) {
        return inverse(row ^ column);
    }

    private static int inverse(int value) {
        return EXP[255 - LOG[value]];
    }

    private static void swap(byte[][] rows, int a, int b) {
        byte[] kept = rows[a];
        rows[a] = rows[b];
        rows[b] = kept;
    }

    private static void scale(byte[] row, int factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) times(row[i] & 0xff, factor);
        }
    }

    private static void addTimes(byte[] to, byte[] from, int factor) {
        if (factor == 0) {
            return;
        }
        int log = LOG[factor];
        for (int i = 0; i < to.length; i++) {
            int value = from[i] & 0xff;
            if (value != 0) {
                to[i] ^= (byte) EXP[LOG[value] + log];
            }
        }
    }

    private static int times(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
    }
}
