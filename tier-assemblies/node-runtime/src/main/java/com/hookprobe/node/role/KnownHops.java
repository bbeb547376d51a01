package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.resonance.CertificateBook;

/**
 * What this node has been told: batteries by {@link PowerRole}, trust by the certificates that relays show (routing 2.2). Validators
 * and the verifier show none to a site, and count as trusted: they judge it, not the other way round. A relay that shows none, or
 * lets its last one expire, is not trusted.
 */
record KnownHops(NodeContext node, PowerRole power, CertificateBook certificates) implements Hops {
    @Override
    public boolean open(NodeId hop) {
        return node.links().connected(hop);
    }

    @Override
    public double reserve(NodeId hop) {
        return power.reserve(hop);
    }

    @Override
    public double trust(NodeId hop) {
        boolean judge =
                node.mesh().member(hop).map(m -> m.validator() || m.verifier()).orElse(false);
        return judge ? 1 : certificates.trust(hop, node.loop().wallMicros()).orElse(0);
    }
}
