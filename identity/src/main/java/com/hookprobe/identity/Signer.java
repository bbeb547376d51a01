package com.hookprobe.identity;

import java.security.GeneralSecurityException;

/**
 * Signs in the name of a node with a key that does not show itself: the {@link DeviceKey} of the keystore, or a key that
 * cannot leave a security chip.
 */
public interface Signer {
    /** How a signer signs. */
    enum Algorithm {
        /** RFC 8032, PureEdDSA: public key 32 bytes, signature R || S, 64 bytes. */
        ED25519,
        /** ECDSA over P-256 with SHA-256: public key 04 || X || Y, 65 bytes, signature r || s, 64 bytes. */
        ECDSA_P256_SHA256
    }

    /** Returns how this key signs. */
    Algorithm algorithm();

    /** Returns the public key in the form that {@link Algorithm} names; a new copy. */
    byte[] publicKey();

    /**
     * Signs a message.
     *
     * @return the signature in the form that {@link Algorithm} names
     * @throws GeneralSecurityException when the key is out of reach: a chip that refuses, or is gone
     * @throws IllegalStateException when the signer is closed
     */
    byte[] sign(byte[] message) throws GeneralSecurityException;
}
