package com.hookprobe.htp;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A directory in memory: the nodes that may connect. Changes count from the next handshake or renewal of keys on: an open
 * session of a node that was removed or revoked ends within two minutes, or at once by who closes it. Thread-safe. Its size is bounded by what is added only: peers cannot add.
 *
 * <pre>{@code
 * KnownNodes nodes = new KnownNodes().add(publicKeyOfAlice).add(publicKeyOfBob);
 * HtpServer.builder(deviceKey, kemKeyPair).allow(nodes).start();
 * nodes.revoke(DeviceKey.nodeIdOf(publicKeyOfBob));
 * }</pre>
 */
public final class KnownNodes implements Directory {
    private static final int NODE_ID_BYTES = 32;
    /** Looked at for a node that is not known, so that both ways do the same. */
    private static final Node NOBODY = new Node(new byte[DeviceKey.PUBLIC_KEY_BYTES], false, false);

    private final Map<ByteBuffer, Node> nodes = new ConcurrentHashMap<>();
    private final Function<ResonanceQuery, ResonanceVerdict> judge;

    @SuppressWarnings("ArrayRecordComponent") // private, and never compared
    private record Node(byte[] key, boolean known, boolean revoked) {}

    /**
     * Takes every resonance claim, with a weight secret of zeros: for nodes without NEURO. A node that mixes in a weight
     * secret of its own cannot connect, since its session would have other keys.
     */
    public KnownNodes() {
        this(query -> new ResonanceVerdict.Accept(new byte[32]));
    }

    /**
     * Asks this function about resonance.
     *
     * @param judge called on the endpoint's thread, for authenticated nodes only; must not block
     */
    public KnownNodes(Function<ResonanceQuery, ResonanceVerdict> judge) {
        this.judge = judge;
    }

    /**
     * Lets the holder of a {@link DeviceKey} connect.
     *
     * @param publicKey {@link DeviceKey#publicKey}, 32 bytes
     * @throws IllegalArgumentException when it is no Ed25519 public key
     * @throws IllegalStateException when the node is revoked: {@link #remove} it first
     */
    public KnownNodes add(byte[] publicKey) {
        return add(DeviceKey.nodeIdOf(publicKey), publicKey);
    }

    /**
     * Lets a node connect whose id follows another rule than {@link DeviceKey#nodeIdOf}. A known node gets the new key.
     *
     * @param nodeId 32 bytes
     * @param publicKey Ed25519, 32 bytes
     * @throws IllegalArgumentException when it is no Ed25519 public key
     * @throws IllegalStateException when the node is revoked: {@link #remove} it first
     */
    public KnownNodes add(byte[] nodeId, byte[] publicKey) {
        byte[] key = Arguments.copyOfLength(publicKey, DeviceKey.PUBLIC_KEY_BYTES, "publicKey");
        // Also refuses points of small order, for which anybody can make signatures.
        if (!Ed25519.validatePublicKeyFull(key, 0)) {
            throw new IllegalArgumentException("publicKey is not an Ed25519 public key");
        }
        nodes.merge(name(nodeId), new Node(key, true, false), (before, now) -> {
            if (before.revoked()) {
                throw new IllegalStateException("the node is revoked; remove it before adding it again");
            }
            return now;
        });
        return this;
    }

    /** Forgets a node; it is then refused with {@link RejectCode#AUTH}, as every stranger. */
    public KnownNodes remove(byte[] nodeId) {
        nodes.remove(name(nodeId));
        return this;
    }

    /** Refuses a node from now on with {@link RejectCode#REVOKED}, which only the node itself sees. Unknown: nothing happens. */
    public KnownNodes revoke(byte[] nodeId) {
        nodes.computeIfPresent(name(nodeId), (id, node) -> new Node(node.key(), true, true));
        return this;
    }

    /** Nodes that are known, the revoked included. */
    public int size() {
        return nodes.size();
    }

    @Override
    public Optional<byte[]> ed25519Key(byte[] nodeId) {
        Node node = nodes.getOrDefault(ByteBuffer.wrap(nodeId), NOBODY);
        Optional<byte[]> key = Optional.of(node.key().clone());
        return node.known() ? key : Optional.empty();
    }

    @Override
    public boolean revoked(byte[] nodeId) {
        return nodes.getOrDefault(ByteBuffer.wrap(nodeId), NOBODY).revoked();
    }

    @Override
    public ResonanceVerdict resonance(ResonanceQuery query) {
        return judge.apply(query);
    }

    private static ByteBuffer name(byte[] nodeId) {
        return ByteBuffer.wrap(Arguments.copyOfLength(nodeId, NODE_ID_BYTES, "nodeId"));
    }
}
