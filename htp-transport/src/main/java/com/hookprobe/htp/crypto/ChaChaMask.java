package com.hookprobe.htp.crypto;

import static java.lang.Integer.rotateLeft;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The first 28 bytes of one ChaCha20 block (RFC 8439 section 2.3), which header protection XORs over header fields.
 * Written out here because a JCE cipher cannot be started at a given block counter cheaply, and because 28 bytes per
 * packet do not need a fast one. The block lives in sixteen locals, so that the compiler keeps it in registers. Additions,
 * rotations and XORs only: no secret-dependent branch or index. Allocates nothing; not thread-safe.
 */
public final class ChaChaMask implements AutoCloseable {
    /** Bytes of a sample: block counter (4, little-endian), then nonce (12). */
    public static final int SAMPLE_BYTES = 16;

    /** Words of a mask. */
    public static final int MASK_WORDS = 7;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] key = new int[8];

    /** A mask generator under a 32-byte key, which is copied. */
    public ChaChaMask(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("key must be 32 bytes, is " + key.length);
        }
        for (int i = 0; i < 8; i++) {
            this.key[i] = littleEndian(key, 4 * i);
        }
    }

    /**
     * Writes the first seven words of the block that the sample names. A word's lowest byte is the first on the wire
     * (RFC 8439 2.3: the block is the words in little-endian order).
     */
    public void mask(byte[] sampleSource, int sampleOffset, int[] words) {
        int[] k = key;
        int counter = littleEndian(sampleSource, sampleOffset);
        int nonce0 = littleEndian(sampleSource, sampleOffset + 4);
        int nonce1 = littleEndian(sampleSource, sampleOffset + 8);
        int nonce2 = littleEndian(sampleSource, sampleOffset + 12);
        int x0 = 0x61707865;
        int x1 = 0x3320646e;
        int x2 = 0x79622d32;
        int x3 = 0x6b206574;
        int x4 = k[0];
        int x5 = k[1];
        int x6 = k[2];
        int x7 = k[3];
        int x8 = k[4];
        int x9 = k[5];
        int x10 = k[6];
        int x11 = k[7];
        int x12 = counter;
        int x13 = nonce0;
        int x14 = nonce1;
        int x15 = nonce2;
        for (int doubleRound = 0; doubleRound < 10; doubleRound++) {
            x0 += x4;
            x12 = rotateLeft(x12 ^ x0, 16);
            x1 += x5;
            x13 = rotateLeft(x13 ^ x1, 16);
            x2 += x6;
            x14 = rotateLeft(x14 ^ x2, 16);
            x3 += x7;
            x15 = rotateLeft(x15 ^ x3, 16);
            x8 += x12;
            x4 = rotateLeft(x4 ^ x8, 12);
            x9 += x13;
            x5 = rotateLeft(x5 ^ x9, 12);
            x10 += x14;
            x6 = rotateLeft(x6 ^ x10, 12);
            x11 += x15;
            x7 = rotateLeft(x7 ^ x11, 12);
            x0 += x4;
            x12 = rotateLeft(x12 ^ x0, 8);
            x1 += x5;
            x13 = rotateLeft(x13 ^ x1, 8);
            x2 += x6;
            x14 = rotateLeft(x14 ^ x2, 8);
            x3 += x7;
            x15 = rotateLeft(x15 ^ x3, 8);
            x8 += x12;
            x4 = rotateLeft(x4 ^ x8, 7);
            x9 += x13;
            x5 = rotateLeft(x5 ^ x9, 7);
            x10 += x14;
            x6 = rotateLeft(x6 ^ x10, 7);
            x11 += x15;
            x7 = rotateLeft(x7 ^ x11, 7);
            x0 += x5;
            x15 = rotateLeft(x15 ^ x0, 16);
            x1 += x6;
            x12 = rotateLeft(x12 ^ x1, 16);
            x2 += x7;
            x13 = rotateLeft(x13 ^ x2, 16);
            x3 += x4;
            x14 = rotateLeft(x14 ^ x3, 16);
            x10 += x15;
            x5 = rotateLeft(x5 ^ x10, 12);
            x11 += x12;
            x6 = rotateLeft(x6 ^ x11, 12);
            x8 += x13;
            x7 = rotateLeft(x7 ^ x8, 12);
            x9 += x14;
            x4 = rotateLeft(x4 ^ x9, 12);
            x0 += x5;
            x15 = rotateLeft(x15 ^ x0, 8);
            x1 += x6;
            x12 = rotateLeft(x12 ^ x1, 8);
            x2 += x7;
            x13 = rotateLeft(x13 ^ x2, 8);
            x3 += x4;
            x14 = rotateLeft(x14 ^ x3, 8);
            x10 += x15;
            x5 = rotateLeft(x5 ^ x10, 7);
            x11 += x12;
            x6 = rotateLeft(x6 ^ x11, 7);
            x8 += x13;
            x7 = rotateLeft(x7 ^ x8, 7);
            x9 += x14;
            x4 = rotateLeft(x4 ^ x9, 7);
        }
        words[0] = x0 + 0x61707865;
        words[1] = x1 + 0x3320646e;
        words[2] = x2 + 0x79622d32;
        words[3] = x3 + 0x6b206574;
        words[4] = x4 + k[0];
        words[5] = x5 + k[1];
        words[6] = x6 + k[2];
    }

    private static int littleEndian(byte[] b, int at) {
        return (int) INT.get(b, at);
    }

    /** Erases the key. */
    @Override
    public void close() {
        Arrays.fill(key, 0);
    }
}
