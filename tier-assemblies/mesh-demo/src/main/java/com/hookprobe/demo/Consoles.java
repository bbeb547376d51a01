package com.hookprobe.demo;

import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the demo's consoles are, and how somebody gets in for the first time. */
final class Consoles {
    /** Nodes that have one: a site, and the provider. */
    static final List<String> NODES = List.of("guardian-1", "mssp-1");

    private final Map<String, Long> ports = new TreeMap<>();

    void hear(NodeEvent event) {
        if (event.name().equals("web_listening")) {
            ports.put(event.node(), event.number("port"));
        }
    }

    /** With a secret of each for the first login, which an operator gets from {@code account bootstrap}. */
    void announce(DemoPlan plan, Timeline timeline) throws DemoFailedException {
        for (Map.Entry<String, Long> console : ports.entrySet()) {
            DemoNode node = plan.node(console.getKey());
            timeline.say("console of " + node.name() + ": http://127.0.0.1:" + console.getValue()
                    + "/  secret for the first login: " + secret(node));
        }
    }

    private static String secret(DemoNode node) throws DemoFailedException {
        Path accounts = node.folder().resolve(node.tier().equals("mssp") ? "registry.db" : "accounts.db");
        try (Database database = Database.sqlite(accounts.toAbsolutePath())) {
            return new Access(database, AuditSink.NONE)
                    .bootstrap()
                    .offer(Principal.local(System.getProperty("user.name", "unknown")))
                    .orElse("there is an administrator already");
        } catch (DatabaseException e) {
            throw new DemoFailedException("no secret for the console of " + node.name() + ": " + e.getMessage());
        }
    }
}
