package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.ChaChaMask;

/**
 * HTP 3.1: everything in the header but the flow token is masked with a keystream that a sample of the ciphertext names
 * (RFC 9001 5.4.4), so that packets of one flow show no counters. Masking is its own inverse.
 */
final class HeaderProtection {
    private HeaderProtection() {}

    /** Masks or unmasks the packet that begins at {@code at}: bytes 0-11, 20-31 and 96-99 of it. */
    static void apply(byte[] datagram, int at, ChaChaMask key, int[] words) {
        key.mask(datagram, at + Wire.RDV_OFFSET, words);
        xor(datagram, at, words[0]);
        xor(datagram, at + 4, words[1]);
        xor(datagram, at + 8, words[2]);
        xor(datagram, at + Wire.NONCE_OFFSET, words[3]);
        xor(datagram, at + Wire.NONCE_OFFSET + 4, words[4]);
        xor(datagram, at + Wire.NONCE_OFFSET + 8, words[5]);
        xor(datagram, at + Wire.LENGTH_OFFSET, words[6]);
    }

    /** A mask word is little-endian in the keystream. */
    private static void xor(byte[] d, int at, int word) {
        Bytes.put32(d, at, Bytes.i32(d, at) ^ Integer.reverseBytes(word));
    }

    /** AAD = unmasked header || payload_length. */
    static void associatedData(byte[] unmasked, int at, byte[] into) {
        System.arraycopy(unmasked, at, into, 0, Wire.HEADER_BYTES);
        Bytes.put32(into, Wire.HEADER_BYTES, Bytes.i32(unmasked, at + Wire.LENGTH_OFFSET));
    }
}
