package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.node.resonance.CertificateBook;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts together what a node needs for its reports. */
final class Reports {
    private Reports() {}

    /** A site's: of itself. */
    static ReportRole ofSite(NodeContext node, LedgerRole ledger, LedgerReader store, CertificateBook certificates) {
        ReportRole reports = new ReportRole(node, ledger);
        node.watchers().add(new SiteTally(reports.book(), node.loop()::nowNs));
        return reports.by(new SiteReport(node, store, ConsoleMesh.certified(node, certificates)));
    }

    /** The MSSP's: of its tenants. */
    static ReportRole ofProvider(
            NodeContext node, LedgerRole ledger, LedgerReader store, DeviceRegistry registry, VerifierRole verifier) {
        ReportRole reports = new ReportRole(node, ledger);
        ConsoleMesh.Standing standing = ConsoleMesh.judged(verifier);
        ProviderTally tally = new ProviderTally(node, reports.book(), new ProviderTally.Fleet() {
            @Override
            public Collection<NodeId> nodes() {
                return verifier.followed();
            }

            @Override
            public Optional<String> tenant(NodeId id) {
                return verifier.tenant(id);
            }

            @Override
            public OptionalDouble trust(NodeId id) {
                return standing.trust(id);
            }

            @Override
            public boolean here(NodeId id) {
                return node.links().connected(id);
            }
        });
        node.watchers().add(tally);
        reports.counts(tally);
        reports.scores(tally::score);
        return reports.by(new TenantReport(node, registry, store, standing));
    }

    /** The fleet for the MSSP's console: what the desk says, and what verifier and tallies know of its nodes. */
    static ConsoleFleet fleet(NodeContext node, FleetSource desk, VerifierRole verifier, ReportRole reports) {
        ConsoleMesh.Standing standing = ConsoleMesh.judged(verifier);
        return new ConsoleFleet(node, desk, new ConsoleFleet.Facts() {
            @Override
            public OptionalDouble trust(NodeId id) {
                return standing.trust(id);
            }

            @Override
            public String resonance(NodeId id) {
                return standing.resonance(id);
            }

            @Override
            public OptionalDouble score(NodeId id) {
                return reports.score(id);
            }
        });
    }
}
