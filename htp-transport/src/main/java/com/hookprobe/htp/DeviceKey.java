package com.hookprobe.htp;

import com.hookprobe.htp.crypto.Hashes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Who a node is, for programs that use HTP without the rest of HookProbe: an Ed25519 key pair (RFC 8032), and a node id
 * that follows from its public half. Nodes of a mesh do not use it: their ids and key changes are ruled by module
 * {@code identity}, which HTP must not import.
 *
 * <p>Holds the 32-byte seed until {@link #close}, which overwrites it; copies that the garbage collector made are out of
 * reach. Thread-safe.
 *
 * <pre>{@code
 * DeviceKey key = DeviceKey.generate(new SecureRandom());
 * Files.write(secretFile, key.seed()); // and give key.publicKey() to the server's KnownNodes
 * }</pre>
 */
public final class DeviceKey implements LocalIdentity, AutoCloseable {
    /** Bytes of the seed, which is the private key of RFC 8032. */
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;
    /** Bytes of the public key. */
    public static final int PUBLIC_KEY_BYTES = Ed25519.PUBLIC_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicKey = new byte[PUBLIC_KEY_BYTES];
    private final byte[] nodeId;
    private boolean closed;

    private DeviceKey(byte[] seed) {
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        this.nodeId = nodeIdOf(publicKey);
    }

    /**
     * A new key.
     *
     * @param random cryptographically strong, such as {@link java.security.SecureRandom}: who can guess its output has
     *     the key
     */
    public static DeviceKey generate(RandomGenerator random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new DeviceKey(seed);
    }

    /**
     * The key of a seed that {@link #seed} gave earlier.
     *
     * @param seed 32 bytes; copied
     */
    public static DeviceKey fromSeed(byte[] seed) {
        return new DeviceKey(Arguments.copyOfLength(seed, SEED_BYTES, "seed"));
    }

    /** The node id of a public key of 32 bytes: SHA-256 of {@code "HTP2 node" || publicKey}. */
    public static byte[] nodeIdOf(byte[] publicKey) {
        return Hashes.labelled(
                NodeLabels.DEVICE_NODE_ID, Arguments.copyOfLength(publicKey, PUBLIC_KEY_BYTES, "publicKey"));
    }

    /**
     * The seed, 32 bytes: the private key, to be kept secret.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized byte[] seed() {
        requireOpen();
        return seed.clone();
    }

    /** The public key, 32 bytes; servers need it. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] nodeId() {
        return nodeId.clone();
    }

    /** {@inheritDoc} Throws {@link IllegalStateException} after {@link #close}. */
    @Override
    public synchronized byte[] sign(byte[] message) {
        requireOpen();
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** Overwrites the seed; the key can no longer sign. Idempotent. */
    @Override
    public synchronized void close() {
        Arrays.fill(seed, (byte) 0);
        closed = true;
    }

    /** Names the node id, never the seed. */
    @Override
    public String toString() {
        return "DeviceKey[" + HexFormat.of().formatHex(nodeId, 0, 8) + ", secret hidden]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this DeviceKey is closed");
        }
    }
}
