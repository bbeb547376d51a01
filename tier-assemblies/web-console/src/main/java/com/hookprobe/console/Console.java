package com.hookprobe.console;

import com.hookprobe.console.view.NodeView;
import com.hookprobe.http.Endpoint;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.registry.DeviceRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The web console of a node: its endpoints, for one {@code HttpEdge} on which others may stand beside it. Safe for use by many threads.
 * It starts no thread. (docs/spec/console.md.)
 */
public final class Console implements AutoCloseable {
    private final Live live;
    private final List<Endpoint> endpoints;
    private final AutoCloseable watching;

    private Console(Live live, List<Endpoint> endpoints, AutoCloseable watching) {
        this.live = live;
        this.endpoints = List.copyOf(endpoints);
        this.watching = watching;
    }

    /**
     * Puts a console together and begins to watch its node.
     *
     * @param access operators, on a database that the caller closes after the edge
     * @param registry devices and tenants, on the same database, opened for the platform; empty at a site
     */
    public static Console open(ConsoleConfig config, Access access, Optional<DeviceRegistry> registry, NodeView node) {
        Door door = new Door(config, access);
        Routes routes = new Routes(door);
        Live live = new Live();
        List<Endpoint> all = new ArrayList<>();
        all.addAll(Assets.ofJar().endpoints());
        all.addAll(new LoginRoutes(routes, config, access, node, registry.isPresent()).endpoints());
        all.addAll(new NodeRoutes(routes, access, node).endpoints());
        all.addAll(new SiteRoutes(routes, access, node).endpoints());
        all.addAll(new LedgerRoutes(routes, access, node).endpoints());
        all.addAll(new AccountRoutes(routes, access).endpoints());
        all.addAll(new AuditRoutes(routes, access).endpoints());
        node.reports()
                .ifPresent(reports ->
                        all.addAll(new ReportRoutes(routes, access, reports, registry.isPresent()).endpoints()));
        node.fleet().ifPresent(fleet -> all.addAll(new FleetRoutes(routes, access, fleet).endpoints()));
        registry.ifPresent(devices -> {
            all.addAll(new DeviceRoutes(routes, access.registrar(devices)).endpoints());
            all.addAll(new TenantRoutes(routes, access.tenantRegistrar(devices)).endpoints());
        });
        all.addAll(new LiveRoutes(door, access.policy(), live, config).endpoints());
        return new Console(live, all, node.watch(live::add));
    }

    /** To be mounted; no path of theirs ends in a place for all that follows. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Ends all live streams and no longer watches the node. Before the edge is closed, which waits for what is under way. */
    @Override
    public void close() {
        live.close();
        try {
            watching.close();
        } catch (Exception e) {
            throw new IllegalStateException("console: the node's watch did not end", e);
        }
    }
}
