package com.hookprobe.demo.soak;

import com.hookprobe.demo.DemoFailedException;
import com.hookprobe.demo.DemoNode;
import com.hookprobe.demo.DemoPlan;
import com.hookprobe.demo.Provisioning;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The demo's mesh, with the relay between its nodes, its registry and a copy of the ledger in PostgreSQL, and an API at every node. */
final class SoakMesh implements AutoCloseable {
    private static final int EPOCH_SECONDS = 4;

    private final DemoPlan plan;
    private final Relay relay;
    private final Database database;
    private final Queue<SoakNode.Said> said = new ConcurrentLinkedQueue<>();
    private final List<SoakNode> nodes = new ArrayList<>();

    private SoakMesh(DemoPlan plan, Relay relay, Database database) {
        this.plan = plan;
        this.relay = relay;
        this.database = database;
    }

    /** Makes it below an empty folder; nothing of it runs yet but relay and database. */
    static SoakMesh make(Path data, Path tiers, long seed) throws IOException, SQLException, DemoFailedException {
        DemoPlan plan = DemoPlan.on(data, 0);
        for (DemoNode node : plan.nodes()) {
            if (!Files.exists(jar(tiers, node))) {
                throw new DemoFailedException(
                        "expected the tier's jar at " + jar(tiers, node) + "; run ./hookprobe build");
            }
        }
        SoakMesh mesh =
                new SoakMesh(plan, new Relay(seed), new Database(Files.createDirectory(data.resolve("postgres"))));
        try {
            TreeMap<Integer, Integer> reached = new TreeMap<>();
            for (DemoNode node : plan.nodes()) {
                reached.put(node.htpPort(), mesh.relay.open(node.name(), node.htpPort()));
                if (node.dsmPort() != 0) {
                    reached.put(node.dsmPort(), mesh.relay.open(node.name(), node.dsmPort()));
                }
            }
            Provisioning.run(plan, data, 1, "rocksdb", mesh.new Wishes(reached));
            for (DemoNode node : plan.nodes()) {
                SoakNode made = new SoakNode(node, jar(tiers, node), mesh.said);
                made.clock(0);
                mesh.nodes.add(made);
            }
            mesh.relay.start();
            return mesh;
        } catch (IOException | DemoFailedException | RuntimeException e) {
            mesh.close();
            throw e;
        }
    }

    private static Path jar(Path tiers, DemoNode node) {
        return tiers.resolve(node.tier()).resolve("target").resolve("hookprobe-" + node.tier() + ".jar");
    }

    /** What this mesh has that the demo's has not. */
    private final class Wishes implements Provisioning.Wishes {
        private final TreeMap<Integer, Integer> reached;

        private Wishes(TreeMap<Integer, Integer> reached) {
            this.reached = reached;
        }

        @Override
        public int epochSeconds() {
            return EPOCH_SECONDS;
        }

        @Override
        public int reachedAt(DemoNode node, int port) {
            return reached.getOrDefault(port, port);
        }

        @Override
        public DeviceRegistry registry(DemoNode mssp) throws RegistryException, DemoFailedException {
            try {
                return DeviceRegistry.open(
                        com.hookprobe.identity.registry.sql.Database.postgres(PostgresOptions.of(
                                database.jdbc("registry"), Database.ROLE, Database.PASSWORD::toCharArray)),
                        RegistryOptions.DEFAULT);
            } catch (DatabaseException e) {
                throw new DemoFailedException("the registry's database cannot be opened: " + e.getMessage());
            }
        }

        @Override
        public String storage(DemoNode node) {
            return node.tier().equals("mssp")
                    ? ", postgresql: {url: '%s', user: %s, password: %s}"
                            .formatted(database.ledger(), Database.ROLE, Database.PASSWORD)
                    : "";
        }

        @Override
        public String more(DemoNode node) {
            String console = node.site() || node.tier().equals("mssp") ? ", console: {}" : "";
            String registry = node.tier().equals("mssp")
                    ? "registry: {db: '%s', password: %s}\n".formatted(database.registry(), Database.PASSWORD)
                    : "";
            return "api: {bind: 127.0.0.1, port: 0, metrics: public%s}\nlog: {quiet: [stats, qsecbit]}\n%s"
                    .formatted(console, registry);
        }
    }

    DemoPlan plan() {
        return plan;
    }

    Relay relay() {
        return relay;
    }

    Database database() {
        return database;
    }

    List<SoakNode> nodes() {
        return List.copyOf(nodes);
    }

    SoakNode node(String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    }

    /** What the nodes have said and nobody has taken yet. */
    Queue<SoakNode.Said> said() {
        return said;
    }

    @Override
    public void close() throws IOException {
        for (SoakNode node : nodes) {
            try {
                node.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        relay.close();
        database.close();
    }
}
