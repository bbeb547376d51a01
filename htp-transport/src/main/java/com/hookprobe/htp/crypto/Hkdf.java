package com.hookprobe.htp.crypto;

import java.util.Arrays;

/** HKDF with SHA-256 (RFC 5869). Stateless. */
public final class Hkdf {
    private static final int OUTPUT_BYTES_MAX = 255 * Hashes.BYTES;

    private Hkdf() {}

    /** RFC 5869 2.2: {@code PRK = HMAC-Hash(salt, IKM)}. */
    public static byte[] extract(byte[] salt, byte[]... inputKeyingMaterial) {
        return Hashes.hmac(salt, inputKeyingMaterial);
    }

    /** RFC 5869 2.3: {@code T(i) = HMAC-Hash(PRK, T(i-1) | info | i)}, cut to the length asked for. */
    public static byte[] expand(byte[] pseudoRandomKey, byte[] info, int length) {
        if (length < 0 || length > OUTPUT_BYTES_MAX) {
            throw new IllegalArgumentException("length must be in 0..8160, is " + length);
        }
        byte[] output = new byte[length];
        byte[] previous = new byte[0];
        int written = 0;
        for (int counter = 1; written < length; counter++) {
            byte[] next = Hashes.hmac(pseudoRandomKey, previous, info, new byte[] {(byte) counter});
            Arrays.fill(previous, (byte) 0);
            int take = Math.min(next.length, length - written);
            System.arraycopy(next, 0, output, written, take);
            written += take;
            previous = next;
        }
        Arrays.fill(previous, (byte) 0);
        return output;
    }
}
