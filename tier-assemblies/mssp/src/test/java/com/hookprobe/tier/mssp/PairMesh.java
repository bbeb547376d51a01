package com.hookprobe.tier.mssp;

import com.hookprobe.node.config.RegistrySettings;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.role.LiveMesh;
import com.hookprobe.qsecbit.correlation.compare.KafkaBroker;
import com.hookprobe.testsupport.PrivateFile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A whole mesh with two MSSPs, each a process of its own, on a Kafka broker and a PostgreSQL server, which are processes too. Its
 * sentinels, nexus and sites run here, over real sockets.
 */
final class PairMesh implements AutoCloseable {
    static final List<String> MSSPS = List.of("mssp-1", "mssp-2");
    /** They report. */
    static final List<String> WITH_SENSORS = List.of("guardian-1", "guardian-2");
    /** It only hears of what the others report. */
    static final String LISTENER = "fortress-3";

    /** A test fails when something takes longer; it is no measure of how long it may take. */
    private static final long PATIENCE_S = 300;

    private static final String NEXUS = "nexus-1";
    private static final List<String> SENTINELS = List.of("sentinel-1", "sentinel-2", "sentinel-3", "sentinel-4");

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, MsspProcess> mssps = new LinkedHashMap<>();
    private final LiveMesh mesh;
    private final String db;

    PairMesh(Path folder) throws Exception {
        try {
            KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"));
            open.push(broker);
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("postgres"))
                    .start();
            open.push(server);
            db = database(server);
            mesh = LiveMesh.pair(
                    folder.resolve("mesh"), 2, new RegistrySettings(db, "none", null, null, null), LISTENER);
            open.push(mesh);
            Path file = folder.resolve("mesh.json");
            Files.writeString(file, mesh.file().toJson());
            for (String name : MSSPS) {
                write(name, file, broker.address());
                MsspProcess mssp = new MsspProcess(mesh.home(name), mesh.keyFile());
                mssps.put(name, mssp);
                open.push(mssp);
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private static String database(EmbeddedPostgres server) throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE hookprobe LOGIN PASSWORD 'none'");
            statement.execute("CREATE DATABASE registry OWNER hookprobe");
        }
        return "postgresql://hookprobe@127.0.0.1:" + server.getPort() + "/registry?sslmode=disable";
    }

    private void write(String name, Path file, String broker) throws IOException {
        Member self = mesh.file().byName(name).orElseThrow();
        PrivateFile.write(mesh.home(name).resolve("config.yaml"), """
                node: {name: %1$s, data: %2$s, keystore: %2$s/keystore}
                mesh: %3$s
                htp: {bind: 127.0.0.1, port: %4$d}
                dsm:
                  gossip: {bind: 127.0.0.1, port: %5$d}
                neuro: {ter_interval: 0.5, trust_start: 0.85, resonance_epoch: 600}
                response: {enforce: dry-run}
                registry: {db: "%6$s", password: none}
                federation:
                  confirmations: 2
                  young_days: 0
                  correlator:
                    kind: kafka
                    kafka: {bootstrap: "%7$s"}
                api: {port: 0, metrics: "off", console: {}}
                log: {format: json}
                """.formatted(
                        name,
                        mesh.home(name),
                        file,
                        self.htp().orElseThrow().getPort(),
                        self.dsm().orElseThrow().getPort(),
                        db,
                        broker));
    }

    /** Where the registry of both is. */
    String registry() {
        return db;
    }

    LiveMesh nodes() {
        return mesh;
    }

    MsspProcess mssp(String name) {
        return mssps.get(name);
    }

    /** Starts all, and waits until everybody takes everybody's word. */
    void stand() throws Exception {
        // One after the other: the first makes the database's tables.
        for (String name : MSSPS) {
            mssp(name).start();
            awaitLog(name, "started");
        }
        for (String name : mesh.names()) {
            if (!MSSPS.contains(name)) {
                mesh.start(name);
            }
        }
        for (String name : MSSPS) {
            awaitReady(name);
        }
        for (String sentinel : SENTINELS) {
            for (String site : WITH_SENSORS) {
                mesh.awaitMayReport(sentinel, site);
            }
            mesh.awaitMayReport(NEXUS, sentinel);
            mesh.awaitMayReport(sentinel, NEXUS);
        }
        for (String site : List.of(WITH_SENSORS.get(0), WITH_SENSORS.get(1), LISTENER)) {
            mesh.awaitMayReport(NEXUS, site);
            mesh.awaitLog(site, "group_key");
        }
    }

    /** Until an MSSP has joined the log and has verified all whose word counts. */
    void awaitReady(String name) throws Exception {
        awaitLog(name, "correlator_joined");
        for (String member : mesh.names()) {
            if (!MSSPS.contains(member)) {
                awaitLog(name, "resonance_verified", "\"subject\":\"" + member + "\"");
            }
        }
    }

    /** Until it is there, or the test fails with what else there is. Processes that start take long on a busy machine. */
    static void await(Callable<Boolean> there, Callable<String> what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!there.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain: " + what.call());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    void awaitLog(String name, String event, String... words) throws Exception {
        MsspProcess mssp = mssp(name);
        await(
                () -> !mssp.logged(event, words).isEmpty(),
                () -> name + " " + event + " " + List.of(words) + " in " + mssp.output());
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
