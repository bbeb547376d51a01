package com.hookprobe.node.role;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.identity.NodeId;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The verifier's door: who is ACTIVE in the registry, and with which weights. Written by the node's loop, read by the
 * endpoint's thread; entries are immutable and swapped whole.
 */
final class Standings implements Directory {
    /**
     * @param key Ed25519
     * @param active may connect
     * @param count TERs that this verifier has replayed
     * @param fingerprint after them
     * @param secret of them, 32 bytes
     */
    record Standing(byte[] key, boolean active, long count, byte[] fingerprint, byte[] secret) {}

    private static final int SECRET_BYTES = 32;

    private final Map<NodeId, Standing> nodes = new ConcurrentHashMap<>();

    void put(NodeId node, Standing standing) {
        nodes.put(node, standing);
    }

    /** The door stays shut to the node, which hears that it is revoked. */
    void shut(NodeId node, Subject subject) {
        put(node, new Standing(subject.key, false, subject.count, subject.fingerprint, new byte[SECRET_BYTES]));
    }

    @Override
    public Optional<byte[]> ed25519Key(byte[] nodeId) {
        return Optional.ofNullable(nodes.get(NodeId.of(nodeId)))
                .map(s -> s.key().clone());
    }

    @Override
    public boolean revoked(byte[] nodeId) {
        Standing standing = nodes.get(NodeId.of(nodeId));
        return standing == null || !standing.active();
    }

    @Override
    public ResonanceVerdict resonance(ResonanceQuery query) {
        Standing standing = nodes.get(NodeId.of(query.nodeId()));
        if (standing == null) {
            return new ResonanceVerdict.Mismatch(0);
        }
        // mesh 5: a node with weights MUST prove them to its verifier; leaving them out is no way around.
        boolean agrees = query.mixesWeights()
                && query.terSequence() == standing.count()
                && MessageDigest.isEqual(query.fingerprint(), standing.fingerprint());
        return agrees
                ? new ResonanceVerdict.Accept(standing.secret().clone())
                : new ResonanceVerdict.Mismatch(standing.count());
    }
}
