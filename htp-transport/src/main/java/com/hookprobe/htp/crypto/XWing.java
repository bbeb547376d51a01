package com.hookprobe.htp.crypto;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * The X-Wing KEM (draft-connolly-cfrg-xwing-kem): ML-KEM-768 by Bouncy Castle, {@link X25519} by what is fastest here, and
 * the combiner {@code SHA3-256(ss_M || ss_X || ct_X || pk_X || label)}. Put together here because Bouncy Castle's own
 * X-Wing spends most of its time in its X25519.
 */
public final class XWing {
    /** Bytes of a seed, which is the private key. */
    public static final int SEED_BYTES = 32;

    /** Bytes of a public key. */
    public static final int PUBLIC_KEY_BYTES = 1216;

    /** Bytes of a ciphertext. */
    public static final int CIPHERTEXT_BYTES = 1120;

    /** Bytes of a shared secret. */
    public static final int SECRET_BYTES = 32;

    private static final int ML_KEM_PUBLIC_BYTES = 1184;
    private static final int ML_KEM_CIPHERTEXT_BYTES = 1088;
    private static final int ENCAPSULATION_SEED_BYTES = 64;
    /** The draft's XWingLabel, six ASCII characters. */
    private static final byte[] LABEL = {0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c};

    private XWing() {}

    /** A fresh shared secret and the ciphertext that carries it. */
    public record Encapsulation(byte[] ciphertext, byte[] sharedSecret) {
        /** Never shows the secret. */
        @Override
        public String toString() {
            return "Encapsulation[hidden]";
        }
    }

    /** The private key of a 32-byte seed. */
    public static SecretKey secretKey(byte[] seed) {
        return secretKey(seed, X25519.best());
    }

    static SecretKey secretKey(byte[] seed, X25519 x25519) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("seed must be 32 bytes, is " + seed.length);
        }
        return new SecretKey(seed.clone(), x25519);
    }

    /** A fresh private key. */
    public static SecretKey generate(RandomGenerator random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new SecretKey(seed, X25519.best());
    }

    /** Encapsulates to a public key; empty when the key is unusable. Draws 64 bytes of randomness. */
    public static Optional<Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random) {
        return encapsulate(publicKey, random, X25519.best());
    }

    static Optional<Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random, X25519 x25519) {
        if (publicKey.length != PUBLIC_KEY_BYTES) {
            return Optional.empty();
        }
        // The draft's eseed: 32 bytes for ML-KEM, then the ephemeral X25519 key.
        byte[] seed = new byte[ENCAPSULATION_SEED_BYTES];
        random.nextBytes(seed);
        byte[] messageM = Arrays.copyOf(seed, 32);
        byte[] secretX = Arrays.copyOfRange(seed, 32, ENCAPSULATION_SEED_BYTES);
        byte[] publicX = Arrays.copyOfRange(publicKey, ML_KEM_PUBLIC_BYTES, PUBLIC_KEY_BYTES);
        try {
            var keyM = new MLKEMPublicKeyParameters(
                    MLKEMParameters.ml_kem_768, Arrays.copyOf(publicKey, ML_KEM_PUBLIC_BYTES));
            byte[] sharedX = x25519.agree(secretX, publicX).orElse(null);
            if (sharedX == null) {
                return Optional.empty();
            }
            SecretWithEncapsulation madeM = MLKEMGenerator.internalGenerateEncapsulated(keyM, messageM);
            byte[] ciphertext = Arrays.copyOf(madeM.getEncapsulation(), CIPHERTEXT_BYTES);
            byte[] ciphertextX = x25519.publicKey(secretX);
            System.arraycopy(ciphertextX, 0, ciphertext, ML_KEM_CIPHERTEXT_BYTES, X25519.BYTES);
            return Optional.of(
                    new Encapsulation(ciphertext, combine(madeM.getSecret(), sharedX, ciphertextX, publicX)));
        } catch (IllegalArgumentException | IllegalStateException unusableKey) {
            // The lightweight API reports a bad ML-KEM key by these two.
            return Optional.empty();
        } finally {
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(messageM, (byte) 0);
            Arrays.fill(secretX, (byte) 0);
        }
    }

    /** The draft's combiner; erases the two secrets. */
    private static byte[] combine(byte[] sharedM, byte[] sharedX, byte[] ciphertextX, byte[] publicX) {
        SHA3Digest digest = new SHA3Digest(256);
        for (byte[] part : List.of(sharedM, sharedX, ciphertextX, publicX, LABEL)) {
            digest.update(part, 0, part.length);
        }
        byte[] shared = new byte[SECRET_BYTES];
        digest.doFinal(shared, 0);
        Arrays.fill(sharedM, (byte) 0);
        Arrays.fill(sharedX, (byte) 0);
        return shared;
    }

    /** A private key, expanded once. Thread-safe until closed. */
    public static final class SecretKey implements AutoCloseable {
        private final byte[] seed;
        private final X25519 x25519;
        private final MLKEMPrivateKeyParameters keyM;
        private final byte[] secretX;
        private final byte[] publicX;
        private final byte[] publicKey;

        private SecretKey(byte[] seed, X25519 x25519) {
            this.seed = seed;
            this.x25519 = x25519;
            // expandDecapsulationKey: SHAKE256(sk, 96) = d || z || sk_X
            byte[] expanded = new byte[96];
            SHAKEDigest shake = new SHAKEDigest(256);
            shake.update(seed, 0, seed.length);
            shake.doFinal(expanded, 0, expanded.length);
            this.keyM = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, Arrays.copyOf(expanded, 64));
            this.secretX = Arrays.copyOfRange(expanded, 64, 96);
            this.publicX = x25519.publicKey(secretX);
            this.publicKey = Arrays.copyOf(keyM.getPublicKey(), PUBLIC_KEY_BYTES);
            System.arraycopy(publicX, 0, publicKey, ML_KEM_PUBLIC_BYTES, X25519.BYTES);
            Arrays.fill(expanded, (byte) 0);
        }

        private SecretKey(SecretKey other) {
            this.seed = other.seed();
            this.x25519 = other.x25519;
            this.keyM = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, other.keyM.getEncoded());
            this.secretX = other.secretX.clone();
            this.publicX = other.publicX;
            this.publicKey = other.publicKey;
        }

        /** The same key, to be closed by itself; cheaper than to expand the seed again. */
        public SecretKey copy() {
            return new SecretKey(this);
        }

        /** The public key, 1216 bytes. */
        public byte[] publicKey() {
            return publicKey.clone();
        }

        /** The seed, 32 bytes. */
        public byte[] seed() {
            return seed.clone();
        }

        /** The shared secret in a ciphertext; empty when the ciphertext is unusable. */
        public Optional<byte[]> decapsulate(byte[] ciphertext) {
            if (ciphertext.length != CIPHERTEXT_BYTES) {
                return Optional.empty();
            }
            byte[] ciphertextX = Arrays.copyOfRange(ciphertext, ML_KEM_CIPHERTEXT_BYTES, CIPHERTEXT_BYTES);
            try {
                byte[] sharedX = x25519.agree(secretX, ciphertextX).orElse(null);
                if (sharedX == null) {
                    return Optional.empty();
                }
                byte[] sharedM =
                        new MLKEMExtractor(keyM).extractSecret(Arrays.copyOf(ciphertext, ML_KEM_CIPHERTEXT_BYTES));
                return Optional.of(combine(sharedM, sharedX, ciphertextX, publicX));
            } catch (IllegalArgumentException | IllegalStateException unusable) {
                return Optional.empty();
            }
        }

        /** Erases the seed and the expanded keys, as far as Bouncy Castle does. */
        @Override
        public void close() {
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(secretX, (byte) 0);
            keyM.destroy();
        }

        /** Never shows the seed. */
        @Override
        public String toString() {
            return "SecretKey[hidden]";
        }
    }
}
