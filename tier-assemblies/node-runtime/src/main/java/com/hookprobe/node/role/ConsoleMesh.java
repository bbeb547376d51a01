package com.hookprobe.node.role;

import com.hookprobe.console.view.MeshPage;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.node.trust.TrustBand;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Members of the mesh as a node knows them. Owned by the node's loop. */
final class ConsoleMesh {
    private final NodeContext node;
    private final Standing standing;

    /** What this node knows of others' standing. */
    interface Standing {
        /** 0 to 1; empty when it is not known here. */
        OptionalDouble trust(NodeId member);

        /** RESONANT, BROKEN or UNKNOWN. */
        String resonance(NodeId member);
    }

    ConsoleMesh(NodeContext node, Standing standing) {
        this.node = node;
        this.standing = standing;
    }

    /** By the certificates that nodes have shown here. */
    static Standing certified(NodeContext node, CertificateBook certificates) {
        return new Standing() {
            @Override
            public OptionalDouble trust(NodeId member) {
                return certificates.trust(member, node.loop().wallMicros());
            }

            @Override
            public String resonance(NodeId member) {
                if (certificates.isRevoked(member)) {
                    return "BROKEN";
                }
                return trust(member).isPresent() ? "RESONANT" : "UNKNOWN";
            }
        };
    }

    /** By the verifier's own judgement. */
    static Standing judged(VerifierRole verifier) {
        return new Standing() {
            @Override
            public OptionalDouble trust(NodeId member) {
                return OptionalDouble.of(verifier.trust().granted(member));
            }

            @Override
            public String resonance(NodeId member) {
                if (verifier.trust().revoked(member)) {
                    return "BROKEN";
                }
                return verifier.resonant(member) ? "RESONANT" : "UNKNOWN";
            }
        };
    }

    MeshPage page() {
        List<Member> all = node.mesh().members();
        List<MeshPage.Row> rows = Stream.concat(
                        all.stream().filter(member -> !member.site()),
                        all.stream().filter(Member::site))
                .limit(MeshPage.MEMBERS_MAX)
                .map(this::row)
                .toList();
        return new MeshPage(
                node.genesis().networkId().hex(),
                rows,
                all.size(),
                node.links().peers().size());
    }

    MeshPage.Row row(NodeId id) {
        return node.mesh().member(id).map(this::row).orElseThrow();
    }

    private MeshPage.Row row(Member member) {
        NodeId id = member.id();
        boolean judge = member.verifier();
        OptionalDouble trust = judge ? OptionalDouble.empty() : standing.trust(id);
        return new MeshPage.Row(
                member.name(),
                id.hex(),
                member.tier().text(),
                member.htp()
                        .map(address -> address.getHostString() + ":" + address.getPort())
                        .orElse(""),
                session(id),
                trust.orElse(-1),
                trust.isPresent() ? TrustBand.of(trust.getAsDouble()).name() : "",
                judge ? "" : standing.resonance(id),
                node.links().stats(id).map(SessionStats::smoothedRttMicros).orElse(0L));
    }

    private String session(NodeId id) {
        if (id.equals(node.self().id())) {
            return "SELF";
        }
        if (node.links().connected(id)) {
            return "OPEN";
        }
        return node.links().keeps(id) ? "CLOSED" : "NONE";
    }
}
