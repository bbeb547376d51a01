package com.hookprobe.htp;

import com.hookprobe.htp.crypto.XWing;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A responder's X-Wing key pair (ML-KEM-768 with X25519). Its public key, given to initiators beforehand, is what
 * authenticates the responder. Thread-safe.
 */
public final class KemKeyPair implements AutoCloseable {
    private final XWing.SecretKey secret;

    private KemKeyPair(byte[] seed) {
        this.secret = XWing.secretKey(seed);
    }

    /** A new key pair; the generator must be cryptographically strong. */
    public static KemKeyPair generate(RandomGenerator random) {
        byte[] seed = new byte[XWing.SEED_BYTES];
        random.nextBytes(seed);
        try {
            return new KemKeyPair(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** The key pair of a 32-byte seed. */
    public static KemKeyPair fromSeed(byte[] seed32) {
        return new KemKeyPair(Arguments.copyOfLength(seed32, XWing.SEED_BYTES, "seed"));
    }

    /** The 32-byte seed: the private key. */
    public byte[] seed() {
        return secret.seed();
    }

    /** The public key, 1216 bytes: ML-KEM-768 key (1184), then X25519 key (32). */
    public byte[] publicKey() {
        return secret.publicKey();
    }

    /** 8 bytes that name the public key on the wire. */
    public byte[] keyId() {
        return com.hookprobe.htp.core.KeySchedule.kemKeyId(secret.publicKey());
    }

    XWing.SecretKey secret() {
        return secret;
    }

    /** Erases what can be erased; the pair must not be used afterwards. */
    @Override
    public void close() {
        secret.close();
    }

    /** Never shows the seed. */
    @Override
    public String toString() {
        return "KemKeyPair[secret hidden]";
    }
}
