package com.hookprobe.htp.crypto;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/** The X-Wing KEM (ML-KEM-768 with X25519, draft-connolly-cfrg-xwing-kem) by Bouncy Castle's lightweight classes. */
public final class XWing {
    /** Bytes of a seed, which is the private key. */
    public static final int SEED_BYTES = 32;

    /** Bytes of a public key. */
    public static final int PUBLIC_KEY_BYTES = 1216;

    /** Bytes of a ciphertext. */
    public static final int CIPHERTEXT_BYTES = 1120;

    /** Bytes of a shared secret. */
    public static final int SECRET_BYTES = 32;

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
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("seed must be 32 bytes, is " + seed.length);
        }
        return new SecretKey(seed.clone());
    }

    /** A fresh private key. */
    public static SecretKey generate(RandomGenerator random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new SecretKey(seed);
    }

    /** Encapsulates to a public key; empty when the key is unusable. Draws 64 bytes of randomness. */
    public static Optional<Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random) {
        if (publicKey.length != PUBLIC_KEY_BYTES) {
            return Optional.empty();
        }
        try {
            SecretWithEncapsulation made = new XWingKEMGenerator(new InjectedRandom(random))
                    .generateEncapsulated(new XWingPublicKeyParameters(publicKey));
            return Optional.of(new Encapsulation(made.getEncapsulation(), made.getSecret()));
        } catch (IllegalArgumentException | IllegalStateException unusableKey) {
            // The lightweight API reports a bad ML-KEM key and a low-order X25519 key by these two.
            return Optional.empty();
        }
    }

    /** A private key, expanded once. Thread-safe until closed. */
    public static final class SecretKey implements AutoCloseable {
        private final byte[] seed;
        private final XWingPrivateKeyParameters parameters;
        private final byte[] publicKey;

        private SecretKey(byte[] seed) {
            this.seed = seed;
            this.parameters = new XWingPrivateKeyParameters(seed);
            this.publicKey = parameters.getPublicKeyParameters().getEncoded();
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
            try {
                return Optional.of(new XWingKEMExtractor(parameters).extractSecret(ciphertext));
            } catch (IllegalArgumentException | IllegalStateException unusable) {
                return Optional.empty();
            }
        }

        /** Erases the seed; the expanded key of Bouncy Castle cannot be erased. */
        @Override
        public void close() {
            Arrays.fill(seed, (byte) 0);
        }

        /** Never shows the seed. */
        @Override
        public String toString() {
            return "SecretKey[hidden]";
        }
    }
}
