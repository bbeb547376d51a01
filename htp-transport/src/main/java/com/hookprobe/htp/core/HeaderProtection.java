package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.ChaChaMask;

/**
 * HTP 3.1: everything in the header but the flow token is masked with a keystream that a sample of the ciphertext names
 * (RFC 9001 5.4.4), so that packets of one flow show no counters. Masking is its own inverse.
 */
final class HeaderProtection {
    /** 12 bytes before the token, 12 after it, 4 of the length. */
    static final int MASK_BYTES = 28;

    private HeaderProtection() {}

    static void apply(byte[] datagram, ChaChaMask key, byte[] maskBuffer) {
        key.mask(datagram, Wire.RDV_OFFSET, maskBuffer);
        for (int i = 0; i < 12; i++) {
            datagram[i] ^= maskBuffer[i];
            datagram[Wire.NONCE_OFFSET + i] ^= maskBuffer[12 + i];
        }
        for (int i = 0; i < 4; i++) {
            datagram[Wire.LENGTH_OFFSET + i] ^= maskBuffer[24 + i];
        }
    }

    /** AAD = unmasked header || payload_length. */
    static void associatedData(byte[] unmasked, byte[] into) {
        System.arraycopy(unmasked, 0, into, 0, Wire.HEADER_BYTES);
        System.arraycopy(unmasked, Wire.LENGTH_OFFSET, into, Wire.HEADER_BYTES, 4);
    }
}
