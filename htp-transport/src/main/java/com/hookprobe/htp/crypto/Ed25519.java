package com.hookprobe.htp.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Ed25519 verification (RFC 8032): by Conscrypt where its native library loads and verifies a known signature, else by
 * Bouncy Castle's lightweight classes, which are ten times faster than the JDK's. Thread-safe.
 */
public final class Ed25519 {
    /** Bytes of a public key. */
    public static final int PUBLIC_KEY_BYTES = 32;

    /** Bytes of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    /** Verifies; lengths were checked. False for anything that is not a valid signature. */
    @FunctionalInterface
    interface Verifier {
        boolean verify(byte[] publicKey, byte[] message, byte[] signature);
    }

    static final Verifier BOUNCY_CASTLE = (publicKey, message, signature) -> {
        Ed25519Signer verifier = new Ed25519Signer();
        try {
            verifier.init(false, new Ed25519PublicKeyParameters(publicKey));
        } catch (IllegalArgumentException notAPoint) {
            return false;
        }
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    };

    /** SubjectPublicKeyInfo of RFC 8410 before the key's 32 bytes. */
    private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    /** True when the signature is valid; false for anything else, also for keys that are no points. */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return verify(Best.CHOSEN, publicKey, message, signature);
    }

    static boolean verify(Verifier verifier, byte[] publicKey, byte[] message, byte[] signature) {
        return publicKey.length == PUBLIC_KEY_BYTES
                && signature.length == SIGNATURE_BYTES
                && verifier.verify(publicKey, message, signature);
    }

    /** Conscrypt's, if its native library loads here and works. */
    static Optional<Verifier> conscrypt() {
        return Native.PROVIDER.map(Ed25519::jce).filter(Ed25519::works);
    }

    private static Verifier jce(Provider provider) {
        return (publicKey, message, signature) -> {
            byte[] encoded = Arrays.copyOf(KEY_PREFIX, KEY_PREFIX.length + PUBLIC_KEY_BYTES);
            System.arraycopy(publicKey, 0, encoded, KEY_PREFIX.length, PUBLIC_KEY_BYTES);
            try {
                PublicKey key =
                        KeyFactory.getInstance("Ed25519", provider).generatePublic(new X509EncodedKeySpec(encoded));
                Signature verifier = Signature.getInstance("Ed25519", provider);
                verifier.initVerify(key);
                verifier.update(message);
                return verifier.verify(signature);
            } catch (InvalidKeySpecException | InvalidKeyException | SignatureException notValid) {
                return false;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Ed25519 is not usable", e);
            }
        };
    }

    /** RFC 8032 7.1, test 2, and the same with a bit changed. */
    private static boolean works(Verifier candidate) {
        HexFormat hex = HexFormat.of();
        byte[] key = hex.parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        byte[] signature = hex.parseHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        try {
            boolean good = candidate.verify(key, new byte[] {0x72}, signature);
            return good && !candidate.verify(key, new byte[] {0x73}, signature);
        } catch (IllegalStateException unusable) {
            return false;
        }
    }

    /** Chosen once, when first needed. */
    private static final class Best {
        static final Verifier CHOSEN = conscrypt().orElse(BOUNCY_CASTLE);
    }
}
