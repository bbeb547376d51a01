package com.hookprobe.identity;

import java.util.random.RandomGenerator;

/**
 * An Ed25519 key pair (RFC 8032). (identity.md, section 2.)
 *
 * <p>Holds the 32-byte seed until {@link #close}, which overwrites it; copies that the garbage collector or the signing
 * routine made are out of reach. Safe for use by many threads; {@link #sign} after {@link #close} throws.
 */
public final class DeviceKey implements Signer, AutoCloseable {
    /** Length of the seed, which is the private key of RFC 8032, in bytes. */
    public static final int SEED_BYTES = 32;

    private final Secret seed;
    private final byte[] publicKey;
    private boolean closed;

    private DeviceKey(Secret seed) {
        this.seed = seed;
        this.publicKey = seed.use(bytes -> {
            byte[] key = new byte[Ed25519.PUBLIC_KEY_BYTES];
            org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(bytes, 0, key, 0);
            return key;
        });
    }

    /**
     * Makes the pair of this seed.
     *
     * @param seed 32 bytes; copied, so the caller may overwrite its own
     * @throws IllegalArgumentException when the length is not 32
     */
    public static DeviceKey fromSeed(byte[] seed) {
        Checks.length("Ed25519 seed", seed, SEED_BYTES);
        return new DeviceKey(Secret.copyOf(seed));
    }

    /**
     * Makes the pair of this seed, which stays the caller's.
     *
     * @throws IllegalArgumentException when the length is not 32
     */
    public static DeviceKey fromSeed(Secret seed) {
        return seed.use(DeviceKey::fromSeed);
    }

    /**
     * Makes a new pair.
     *
     * @param random a cryptographically strong source, such as {@link java.security.SecureRandom}: whoever can guess its
     *     output has the key
     */
    public static DeviceKey generate(RandomGenerator random) {
        return new DeviceKey(Secret.random(random, SEED_BYTES));
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ED25519;
    }

    /** Returns the 32-byte public key of RFC 8032; a new copy. */
    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** Returns the node id that this key gives when it is a device's first. */
    public NodeId nodeIdAsFirstKey() {
        return NodeId.derive(publicKey);
    }

    /**
     * Signs a message; the same message always gives the same signature.
     *
     * @return 64 bytes, R || S
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public synchronized byte[] sign(byte[] message) {
        Checks.state(!closed, "device key: expected open, found closed");
        byte[] signature = new byte[Ed25519.SIGNATURE_BYTES];
        return seed.use(bytes -> {
            org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                    bytes, 0, publicKey, 0, message, 0, message.length, signature, 0);
            return signature;
        });
    }

    /**
     * Returns the seed, for the keystore only; a new copy.
     *
     * @throws IllegalStateException after {@link #close}
     */
    synchronized Secret secretSeed() {
        Checks.state(!closed, "device key: expected open, found closed");
        return seed.copy();
    }

    /** Overwrites the seed. Doing it twice is allowed. */
    @Override
    public synchronized void close() {
        seed.close();
        closed = true;
    }

    /** Names the public half only. */
    @Override
    public String toString() {
        return "DeviceKey[" + nodeIdAsFirstKey().shortHex() + "]";
    }
}
