package com.hookprobe.htp.crypto;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The public-key operations of suite 0x0002 (HTP 1.1): X-Wing and Ed25519 verification. A seam like {@link AeadFactory}:
 * tests count what they cost, and fuzz targets do each of them once instead of a million times. Thread-safe.
 */
public interface Suite {
    /** The real ones. */
    Suite STANDARD = new Suite() {
        @Override
        public XWing.SecretKey generate(RandomGenerator random) {
            return XWing.generate(random);
        }

        @Override
        public Optional<XWing.Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random) {
            return XWing.encapsulate(publicKey, random);
        }

        @Override
        public Optional<byte[]> decapsulate(XWing.SecretKey key, byte[] ciphertext) {
            return key.decapsulate(ciphertext);
        }

        @Override
        public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
            return Ed25519.verify(publicKey, message, signature);
        }
    };

    /** A fresh private key, as {@link XWing#generate}. */
    XWing.SecretKey generate(RandomGenerator random);

    /** As {@link XWing#encapsulate}. */
    Optional<XWing.Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random);

    /** As {@link XWing.SecretKey#decapsulate}. */
    Optional<byte[]> decapsulate(XWing.SecretKey key, byte[] ciphertext);

    /** As {@link Ed25519#verify}. */
    boolean verify(byte[] publicKey, byte[] message, byte[] signature);
}
