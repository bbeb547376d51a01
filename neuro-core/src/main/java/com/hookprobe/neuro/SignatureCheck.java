package com.hookprobe.neuro;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 (RFC 8032, no context), strict: S below the group order, key and R canonical and not of small order. So nobody
 * but the key's owner makes a second signature out of a first.
 */
final class SignatureCheck {
    static final int KEY_BYTES = Ed25519.PUBLIC_KEY_SIZE;
    static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

    private SignatureCheck() {}

    /** Is {@code signature} (64 bytes) one of {@code publicKey} (32 bytes) over {@code message}? */
    static boolean valid(byte[] publicKey, byte[] message, byte[] signature) {
        @Nullable PublicPoint key = Ed25519.validatePublicKeyPartialExport(publicKey, 0);
        return key != null
                && Ed25519.validatePublicKeyPartial(signature, 0)
                && Ed25519.verify(signature, 0, key, message, 0, message.length);
    }

    /** May these bytes be taken in as a key: 32 bytes, canonical, of the prime-order group? */
    static boolean validKey(byte[] publicKey) {
        return publicKey.length == KEY_BYTES && Ed25519.validatePublicKeyFull(publicKey, 0);
    }
}
