package com.hookprobe.identity;

import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/**
 * HPKE (RFC 9180), base mode, one message: KEM X-Wing (0x647a), KDF HKDF-SHA256, AEAD ChaCha20-Poly1305. X-Wing joins
 * ML-KEM-768 and X25519, so that a seed recorded today stays secret from a quantum computer later.
 *
 * <p>Sealed form: 1120 bytes encapsulation || 32 bytes ciphertext || 16 bytes tag.
 */
final class SeedSeal {
    static final int SEED_BYTES = 32;
    static final int KEM_SEED_BYTES = 32;
    static final int ENCAPSULATION_BYTES = 1120;
    static final int TAG_BYTES = 16;
    static final int BYTES = ENCAPSULATION_BYTES + SEED_BYTES + TAG_BYTES;

    private static final byte[] INFO = Bytes.ascii(IdentityLabels.ENROLMENT_SEED);

    private SeedSeal() {}

    /** Seals the seed so that only the owner of the X-Wing key can read it, and only together with this context. */
    static byte[] seal(byte[] kemPublicKey, byte[] context, byte[] seed) {
        try {
            // BC draws the encapsulation's randomness from its own SecureRandom.
            byte[][] sealed = hpke().seal(
                            new XWingPublicKeyParameters(kemPublicKey), INFO.clone(), context, seed, null, null, null);
            // BC gives {ciphertext, encapsulation}.
            return Bytes.concat(sealed[1], sealed[0]);
        } catch (InvalidCipherTextException | IllegalStateException e) {
            // BC throws IllegalStateException for an X25519 point of small order, IllegalArgumentException for an
            // ML-KEM
            // key that is none.
            throw new IllegalArgumentException("verifier's X-Wing public key: expected a valid key, found another", e);
        }
    }

    /** Opens what {@link #seal} gave; SEALED when key, context or bytes are not the same. */
    static byte[] open(byte[] kemSeed, byte[] context, byte[] sealed) throws RecordException {
        byte[] encapsulation = Arrays.copyOf(sealed, ENCAPSULATION_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(sealed, ENCAPSULATION_BYTES, sealed.length);
        XWingPrivateKeyParameters key = new XWingPrivateKeyParameters(kemSeed);
        AsymmetricCipherKeyPair pair = new AsymmetricCipherKeyPair(key.getPublicKeyParameters(), key);
        try {
            return hpke().open(encapsulation, pair, INFO.clone(), context, ciphertext, null, null, null);
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
            // BC throws IllegalStateException for an X25519 point of small order, which any device may send.
            throw new RecordException(
                    RecordException.Kind.SEALED,
                    "enrolment request: expected a seed sealed to this key with this card, found a changed one",
                    e);
        }
    }

    /** The 1216-byte X-Wing public key of a 32-byte seed. */
    static byte[] publicKey(byte[] kemSeed) {
        return new XWingPrivateKeyParameters(kemSeed).getPublicKeyParameters().getEncoded();
    }

    private static HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }
}
