package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.Ed25519;

/** Verifies a signature with the algorithm of its key. */
final class SignatureCheck {
    private SignatureCheck() {}

    static boolean verify(PublicKeyBytes key, byte[] message, byte[] signature) {
        return switch (key.algorithm()) {
            case ED25519 -> Ed25519.verify(key.bytes(), message, signature);
            case ECDSA_P256 -> EcdsaP256.verify(key.bytes(), message, signature);
        };
    }
}
