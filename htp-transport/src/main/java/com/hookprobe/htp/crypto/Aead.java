package com.hookprobe.htp.crypto;

/**
 * ChaCha20-Poly1305 (RFC 8439) under one fixed key. The caller owns the nonces: sealing twice under one nonce breaks the
 * cipher. Not thread-safe; cipher and key objects are reused from call to call.
 */
public interface Aead extends AutoCloseable {
    /** Bytes that sealing adds. */
    int TAG_BYTES = 16;

    /** Bytes of a key. */
    int KEY_BYTES = 32;

    /** Bytes of a nonce. */
    int NONCE_BYTES = 12;

    /**
     * Encrypts and authenticates.
     *
     * @return bytes written to {@code out}: {@code length + 16}
     */
    int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * Checks and decrypts.
     *
     * @return bytes written to {@code out}: {@code length - 16}; or -1 when the input is not authentic, and then
     *     {@code out} holds nothing of use
     */
    int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /** Erases what can be erased. */
    @Override
    void close();
}
