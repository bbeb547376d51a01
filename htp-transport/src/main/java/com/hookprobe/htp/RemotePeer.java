package com.hookprobe.htp;

import java.net.InetSocketAddress;

/**
 * A responder that we may connect to.
 *
 * @param address its UDP address, resolved
 * @param nodeId its node id, 32 bytes; local bookkeeping, it does not travel
 * @param kemPublicKey its X-Wing public key, 1216 bytes: this key is what authenticates it
 * @param mixWeights false to leave the weight secret out of this handshake even if the binding has one (a responder
 *     that is no verifier cannot know it)
 * @param identityKey its Ed25519 device key, 32 bytes, by which the KEM keys that it announces later are checked; empty:
 *     unknown, such announcements are ignored
 * @param path which of several paths to the peer this is, 0 to 3: sessions with different numbers live beside each other, while
 *     of two with the same the newer one ends the older (HTP 3.8.7)
 */
public record RemotePeer(
        InetSocketAddress address,
        byte[] nodeId,
        byte[] kemPublicKey,
        boolean mixWeights,
        byte[] identityKey,
        int path) {
    /** The largest number of a path. */
    public static final int PATH_MAX = 3;

    public RemotePeer {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address is unresolved: " + address);
        }
        nodeId = Arguments.copyOfLength(nodeId, 32, "nodeId");
        kemPublicKey = Arguments.copyOfLength(kemPublicKey, 1216, "kemPublicKey");
        identityKey = identityKey.length == 0 ? identityKey : Arguments.copyOfLength(identityKey, 32, "identityKey");
        Arguments.inRange(path, 0, PATH_MAX, "path");
    }

    /** A peer that we reach by one path. */
    public RemotePeer(
            InetSocketAddress address, byte[] nodeId, byte[] kemPublicKey, boolean mixWeights, byte[] identityKey) {
        this(address, nodeId, kemPublicKey, mixWeights, identityKey, 0);
    }

    /** A peer whose device key is not known. */
    public RemotePeer(InetSocketAddress address, byte[] nodeId, byte[] kemPublicKey, boolean mixWeights) {
        this(address, nodeId, kemPublicKey, mixWeights, new byte[0]);
    }

    /** A peer with which the weight secret is mixed in, if the binding has one. */
    public RemotePeer(InetSocketAddress address, byte[] nodeId, byte[] kemPublicKey) {
        this(address, nodeId, kemPublicKey, true);
    }

    /** The same peer, reached without the weight secret. */
    public RemotePeer withoutWeights() {
        return new RemotePeer(address, nodeId, kemPublicKey, false, identityKey, path);
    }

    /** The same peer, whose device key is this one. */
    public RemotePeer withIdentityKey(byte[] ed25519PublicKey) {
        return new RemotePeer(address, nodeId, kemPublicKey, mixWeights, ed25519PublicKey, path);
    }

    /** The same peer under another KEM key. */
    public RemotePeer withKemKey(byte[] key) {
        return new RemotePeer(address, nodeId, key, mixWeights, identityKey, path);
    }

    /** The same peer by another path. */
    public RemotePeer withPath(int number) {
        return new RemotePeer(address, nodeId, kemPublicKey, mixWeights, identityKey, number);
    }

    @Override
    public byte[] identityKey() {
        return identityKey.clone();
    }

    @Override
    public byte[] nodeId() {
        return nodeId.clone();
    }

    @Override
    public byte[] kemPublicKey() {
        return kemPublicKey.clone();
    }
}
