package com.hookprobe.htp.crypto;

/**
 * The first bytes of one ChaCha20 block (RFC 8439 section 2.3), which header protection XORs over header fields. Written
 * out here because a JCE cipher cannot be started at a given block counter cheaply, and because 28 bytes per packet do
 * not need a fast one. Additions, rotations and XORs only: no secret-dependent branch or index. Not thread-safe.
 */
public final class ChaChaMask implements AutoCloseable {
    /** Bytes of a sample: block counter (4, little-endian), then nonce (12). */
    public static final int SAMPLE_BYTES = 16;

    private final int[] key = new int[8];
    private final int[] state = new int[16];
    private final int[] work = new int[16];

    /** A mask generator under a 32-byte key. */
    public ChaChaMask(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("key must be 32 bytes, is " + key.length);
        }
        for (int i = 0; i < 8; i++) {
            this.key[i] = littleEndian(key, 4 * i);
        }
    }

    /** Writes the first {@code mask.length} bytes (at most 64) of the block named by the sample. */
    public void mask(byte[] sampleSource, int sampleOffset, byte[] mask) {
        state[0] = 0x61707865;
        state[1] = 0x3320646e;
        state[2] = 0x79622d32;
        state[3] = 0x6b206574;
        System.arraycopy(key, 0, state, 4, 8);
        for (int i = 0; i < 4; i++) {
            state[12 + i] = littleEndian(sampleSource, sampleOffset + 4 * i);
        }
        System.arraycopy(state, 0, work, 0, 16);
        for (int round = 0; round < 10; round++) {
            quarter(0, 4, 8, 12);
            quarter(1, 5, 9, 13);
            quarter(2, 6, 10, 14);
            quarter(3, 7, 11, 15);
            quarter(0, 5, 10, 15);
            quarter(1, 6, 11, 12);
            quarter(2, 7, 8, 13);
            quarter(3, 4, 9, 14);
        }
        for (int i = 0; i < mask.length; i++) {
            int word = work[i >> 2] + state[i >> 2];
            mask[i] = (byte) (word >>> (8 * (i & 3)));
        }
    }

    private void quarter(int a, int b, int c, int d) {
        int[] x = work;
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 7);
    }

    private static int littleEndian(byte[] b, int at) {
        return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    }

    /** Erases the key. */
    @Override
    public void close() {
        java.util.Arrays.fill(key, 0);
        java.util.Arrays.fill(state, 0);
        java.util.Arrays.fill(work, 0);
    }
}
