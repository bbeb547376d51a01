package com.hookprobe.htp.crypto;

/**
 * Makes the cipher for a key. The seam at which tests watch every seal for a repeated nonce. The ciphers of one factory
 * may share scratch memory: make one factory per machine, and use what it makes from that machine's thread only.
 */
@FunctionalInterface
public interface AeadFactory {
    /** A cipher under the 32-byte key, which is copied. */
    Aead create(byte[] key);
}
