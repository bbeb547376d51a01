package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.List;

/**
 * The nexus's: the sites of its region, by the certificates that they have shown to it. What witnesses say of them is the
 * verifier's matter, which hears it too.
 */
record RegionSites(NodeContext node, CertificateBook certificates) implements Constituency {
    private static final long DAY_MICROS = 86_400_000_000L;

    @Override
    public List<Member> sites() {
        return node.mesh().members().stream().filter(Member::site).toList();
    }

    @Override
    public boolean resonant(NodeId site) {
        return certificates.mayReport(site, node.loop().wallMicros());
    }

    @Override
    public boolean awaited(NodeId site) {
        return certificates.awaits(site, node.loop().wallMicros());
    }

    @Override
    public boolean revoked(NodeId site) {
        return certificates.isRevoked(site);
    }

    /** Sites are members since the genesis; the registry, which may know of more days, is the verifier's. */
    @Override
    public long ageDays(NodeId site) {
        return Math.max(0, (node.loop().wallMicros() - node.mesh().genesisMicros()) / DAY_MICROS);
    }

    @Override
    public double weighs(NodeId site) {
        return certificates.trust(site, node.loop().wallMicros()).orElse(0);
    }

    @Override
    public double certified(NodeId validator) {
        return certificates.trust(validator, node.loop().wallMicros()).orElse(0);
    }

    @Override
    public DecisionLevel levelMax() {
        return DecisionLevel.BLOCK;
    }

    @Override
    public void judged(NodeId site, boolean confirmed) {
        // The certificates that come show what the verifier has made of it.
    }

    @Override
    public void violated(NodeId site) {
        node.log().event("region_violation", "from", node.links().name(site));
    }
}
