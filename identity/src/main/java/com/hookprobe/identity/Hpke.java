package com.hookprobe.identity;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/**
 * HPKE (RFC 9180), base mode, one message: KEM X-Wing (0x647a), KDF HKDF-SHA256, AEAD ChaCha20-Poly1305. X-Wing joins
 * ML-KEM-768 and X25519, so that what is recorded today stays secret from a quantum computer later.
 *
 * <p>Sealed form: 1120 bytes encapsulation || ciphertext || 16 bytes tag.
 */
final class Hpke {
    static final int KEM_SEED_BYTES = 32;
    static final int ENCAPSULATION_BYTES = 1120;
    static final int TAG_BYTES = 16;

    private Hpke() {}

    /** Throws {@link IllegalArgumentException} for a public key that is none. */
    static byte[] seal(byte[] kemPublicKey, byte[] info, byte[] associated, byte[] plaintext, String whose) {
        try {
            // BC draws the encapsulation's randomness from its own SecureRandom.
            byte[][] sealed = suite().seal(
                            new XWingPublicKeyParameters(kemPublicKey), info, associated, plaintext, null, null, null);
            // BC gives {ciphertext, encapsulation}.
            return Bytes.concat(sealed[1], sealed[0]);
        } catch (InvalidCipherTextException | IllegalStateException e) {
            // BC throws IllegalStateException for an X25519 point of small order, IllegalArgumentException for an
            // ML-KEM key that is none.
            throw new IllegalArgumentException(whose + "'s X-Wing public key: expected a valid key, found another", e);
        }
    }

    /** Empty when key, info, associated data or bytes are not the same. */
    static Optional<byte[]> open(byte[] kemSeed, byte[] info, byte[] associated, byte[] sealed) {
        if (sealed.length < ENCAPSULATION_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        byte[] encapsulation = Arrays.copyOf(sealed, ENCAPSULATION_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(sealed, ENCAPSULATION_BYTES, sealed.length);
        XWingPrivateKeyParameters key = new XWingPrivateKeyParameters(kemSeed);
        AsymmetricCipherKeyPair pair = new AsymmetricCipherKeyPair(key.getPublicKeyParameters(), key);
        try {
            return Optional.of(suite().open(encapsulation, pair, info, associated, ciphertext, null, null, null));
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
            // BC throws IllegalStateException for an X25519 point of small order, which anybody may send.
            return Optional.empty();
        }
    }

    /** The 1216-byte X-Wing public key of a 32-byte seed. */
    static byte[] publicKey(byte[] kemSeed) {
        return new XWingPrivateKeyParameters(kemSeed).getPublicKeyParameters().getEncoded();
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }
}
