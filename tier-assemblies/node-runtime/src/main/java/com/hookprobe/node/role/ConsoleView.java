package com.hookprobe.node.role;

import com.hookprobe.console.view.FleetView;
import com.hookprobe.console.view.Happening;
import com.hookprobe.console.view.MeshPage;
import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.console.view.NodePage;
import com.hookprobe.console.view.NodeView;
import com.hookprobe.console.view.ReportView;
import com.hookprobe.console.view.WordRow;
import com.hookprobe.node.ProductVersion;
import com.hookprobe.node.config.EffectiveConfig;
import com.hookprobe.node.observe.Readiness;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node as its console sees it. Safe for use by many threads. */
final class ConsoleView implements NodeView {
    private final NodeContext node;
    private final ConsoleQuestions loop;
    private final ConsoleFeed feed;
    private final ConsoleMesh mesh;
    private final ConsoleLedger ledger;
    private final Parts parts;
    private final long startedMicros;

    /**
     * What differs between tiers.
     *
     * @param site empty where this node is none
     * @param enforcing how decisions are enforced; empty where there are none
     * @param health whether this node is well; not asked on the loop
     * @param notifications where people are told
     * @param fleet the MSSP's; else empty
     */
    record Parts(
            Optional<SiteView> site,
            String enforcing,
            Health health,
            Optional<NotificationsView> notifications,
            ReportView reports,
            Optional<FleetView> fleet) {}

    /** Looks at the node. */
    @FunctionalInterface
    interface Health {
        Readiness look() throws InterruptedException;
    }

    ConsoleView(NodeContext node, ConsoleFeed feed, ConsoleMesh mesh, ConsoleLedger ledger, Parts parts) {
        this.node = node;
        this.loop = new ConsoleQuestions(node.loop());
        this.feed = feed;
        this.mesh = mesh;
        this.ledger = ledger;
        this.parts = parts;
        this.startedMicros = node.loop().wallMicros();
    }

    @Override
    public NodePage node() throws NodeAwayException {
        Readiness health = health();
        return new NodePage(
                node.self().name(),
                node.self().tier().text(),
                node.self().id().hex(),
                ProductVersion.TEXT,
                startedMicros,
                node.loop().wallMicros(),
                node.genesis().networkId().hex(),
                parts.enforcing(),
                health.ready(),
                health.checks().stream()
                        .map(check -> new NodePage.Check(check.name(), check.ok(), check.reason()))
                        .toList());
    }

    private Readiness health() throws NodeAwayException {
        try {
            return parts.health().look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        }
    }

    @Override
    public MeshPage mesh() throws NodeAwayException {
        return loop.ask(mesh::page);
    }

    @Override
    public String settings() {
        return EffectiveConfig.yaml(node.live().layers());
    }

    @Override
    public Optional<SiteView> site() {
        return parts.site();
    }

    @Override
    public Optional<NotificationsView> notifications() {
        return parts.notifications();
    }

    @Override
    public LedgerView ledger() {
        return ledger;
    }

    @Override
    public Optional<FederationView> federation() {
        return Optional.of(this::words);
    }

    @Override
    public Optional<ReportView> reports() {
        return Optional.of(parts.reports());
    }

    @Override
    public Optional<FleetView> fleet() {
        return parts.fleet();
    }

    private List<WordRow> words() throws NodeAwayException {
        return loop.ask(() -> feed.words(node.loop().wallMicros()));
    }

    @Override
    public AutoCloseable watch(Consumer<Happening> listener) {
        return feed.watch(listener);
    }
}
