package com.hookprobe.node.resonance;

import com.hookprobe.identity.NodeId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes that have lost their right to take part, by the verifier's signed word. Written by the node's loop, read by the
 * endpoints' threads too. Holds at most as many ids as the mesh has members, since others are not added.
 */
public final class Revocations {
    private final NodeId verifier;
    private final ResonanceCertificate.SignatureCheck verifierKey;
    private final Set<NodeId> nodes = ConcurrentHashMap.newKeySet();

    public Revocations(NodeId verifier, ResonanceCertificate.SignatureCheck verifierKey) {
        this.verifier = verifier;
        this.verifierKey = verifierKey;
    }

    /** True when the revocation is the verifier's; it is remembered. Takes it from anyone: the signature counts. */
    public boolean accept(Revocation revocation) {
        if (!revocation.verifier().equals(verifier) || !revocation.signatureValid(verifierKey)) {
            return false;
        }
        nodes.add(revocation.node());
        return true;
    }

    public boolean contains(NodeId node) {
        return nodes.contains(node);
    }
}
