package com.hookprobe.node.role;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
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
    /** Other MSSPs of the mesh, which have no weights and are in no registry. */
    private final Map<NodeId, byte[]> fellows = new HashMap<>();

    Standings(List<Member> fellows) {
        fellows.forEach(fellow -> this.fellows.put(fellow.id(), fellow.card().ed25519()));
    }

    void put(NodeId node, Standing standing) {
        nodes.put(node, standing);
    }

    /** The door stays shut to the node, which hears that it is revoked. */
    void shut(NodeId node, Subject subject) {
        put(node, new Standing(subject.key, false, subject.count, subject.fingerprint, new byte[SECRET_BYTES]));
    }

    /** True while nothing has been put up for a node, or its door is shut. */
    boolean lacksWeights(NodeId node) {
        Standing standing = nodes.get(node);
        return standing == null || !standing.active();
    }

    @Override
    public Optional<byte[]> ed25519Key(byte[] nodeId) {
        NodeId id = NodeId.of(nodeId);
        return Optional.ofNullable(nodes.get(id))
                .map(Standing::key)
                .or(() -> Optional.ofNullable(fellows.get(id)))
                .map(byte[]::clone);
    }

    @Override
    public boolean revoked(byte[] nodeId) {
        NodeId id = NodeId.of(nodeId);
        Standing standing = nodes.get(id);
        return standing == null ? !fellows.containsKey(id) : !standing.active();
    }

    @Override
    public ResonanceVerdict resonance(ResonanceQuery query) {
        Standing standing = nodes.get(NodeId.of(query.nodeId()));
        if (standing == null && fellows.containsKey(NodeId.of(query.nodeId())) && !query.mixesWeights()) {
            return new ResonanceVerdict.Accept(new byte[SECRET_BYTES]);
        }
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
