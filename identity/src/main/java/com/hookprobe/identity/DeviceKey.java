package com.hookprobe.identity;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * An Ed25519 key pair (RFC 8032). (identity.md, section 2.)
 *
 * <p>Holds the 32-byte seed until {@link #close}, which overwrites it; copies that the garbage collector or the signing
 * routine made are out of reach. Safe for use by many threads; {@link #sign} after {@link #close} throws.
 */
public final class DeviceKey implements AutoCloseable {
    /** Length of the seed, which is the private key of RFC 8032, in bytes. */
    public static final int SEED_BYTES = 32;

    private final byte[] seed;
    private final byte[] publicKey;
    private boolean closed;

    private DeviceKey(byte[] seed) {
        this.seed = seed;
        this.publicKey = new byte[Ed25519.PUBLIC_KEY_BYTES];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    /**
     * Makes the pair of this seed.
     *
     * @param seed 32 bytes; copied, so the caller may overwrite its own
     * @throws IllegalArgumentException when the length is not 32
     */
    public static DeviceKey fromSeed(byte[] seed) {
        Checks.length("Ed25519 seed", seed, SEED_BYTES);
        return new DeviceKey(seed.clone());
    }

    /**
     * Makes a new pair.
     *
     * @param random a cryptographically strong source, such as {@link java.security.SecureRandom}: whoever can guess its
     *     output has the key
     */
    public static DeviceKey generate(RandomGenerator random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new DeviceKey(seed);
    }

    /** Returns the 32-byte public key of RFC 8032; a new copy. */
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
    public synchronized byte[] sign(byte[] message) {
        Checks.state(!closed, "device key: expected open, found closed");
        byte[] signature = new byte[Ed25519.SIGNATURE_BYTES];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /**
     * Returns the seed, for the keystore only; a new copy.
     *
     * @throws IllegalStateException after {@link #close}
     */
    synchronized byte[] secretSeed() {
        Checks.state(!closed, "device key: expected open, found closed");
        return seed.clone();
    }

    /** Overwrites the seed. Doing it twice is allowed. */
    @Override
    public synchronized void close() {
        Arrays.fill(seed, (byte) 0);
        closed = true;
    }

    /** Names the public half only. */
    @Override
    public String toString() {
        return "DeviceKey[" + nodeIdAsFirstKey().shortHex() + "]";
    }
}
