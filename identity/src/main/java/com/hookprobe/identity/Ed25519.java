package com.hookprobe.identity;

import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Strict Ed25519 verification (RFC 8032, PureEdDSA, no context). (identity.md, section 2.)
 *
 * <p>Strict means: exact lengths; S &lt; L; A and R in canonical encoding; A and R not of small order; the equation without the
 * cofactor. So each signature that passes passes everywhere, and cannot be changed into another one that passes.
 *
 * <p>Stateless; safe for use by many threads.
 */
public final class Ed25519 {
    /** Length of a public key in bytes. */
    public static final int PUBLIC_KEY_BYTES = 32;

    /** Length of a signature in bytes: R || S. */
    public static final int SIGNATURE_BYTES = 64;

    private Ed25519() {}

    /**
     * Tells whether the signature is one of this key over this message.
     *
     * @param publicKey 32 bytes; any other length is refused with false, since it comes from a peer
     * @param message any length
     * @param signature 64 bytes; any other length is refused with false
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != PUBLIC_KEY_BYTES || signature.length != SIGNATURE_BYTES) {
            return false;
        }
        @Nullable PublicPoint point = decode(publicKey);
        // A small-order R is a signature that anybody can make for more than one message when A is weak too.
        return point != null
                && isGoodPoint(signature)
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(signature, 0, point, message, 0, message.length);
    }

    /** Tells whether these bytes are a canonical encoding of a point that is not of small order. */
    static boolean isValidPublicKey(byte[] publicKey) {
        return publicKey.length == PUBLIC_KEY_BYTES && isGoodPoint(publicKey);
    }

    private static boolean isGoodPoint(byte[] encoding) {
        return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartial(encoding, 0);
    }

    private static @Nullable PublicPoint decode(byte[] publicKey) {
        return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartialExport(publicKey, 0);
    }
}
