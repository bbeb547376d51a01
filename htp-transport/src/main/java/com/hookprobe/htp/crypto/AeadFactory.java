package com.hookprobe.htp.crypto;

/** Makes the cipher for a key. The seam at which tests watch every seal for a repeated nonce. */
@FunctionalInterface
public interface AeadFactory {
    /** A cipher under the 32-byte key, which is copied. */
    Aead create(byte[] key);
}
