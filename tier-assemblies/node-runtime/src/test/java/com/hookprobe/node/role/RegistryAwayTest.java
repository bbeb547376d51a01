package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.RegistrySettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An MSSP, a sentinel and two guardians as they run, with the registry on a PostgreSQL server that stops and comes back. */
@Timeout(400)
class RegistryAwayTest {
    private static final String MSSP = "mssp-1";
    private static final String SENTINEL = "sentinel-1";
    private static final String LOST = "guardian-1";
    private static final String GOOD = "guardian-2";

    @TempDir
    Path folder;

    private EmbeddedPostgres server;
    private LiveMesh mesh;

    @AfterEach
    void close() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
        server.close();
    }

    private void startServer(int port) throws Exception {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private RegisteredDevice device(String name) throws Exception {
        AtomicReference<RegisteredDevice> found = new AtomicReference<>();
        mesh.operator(registry -> found.set(registry.find(mesh.id(name)).orElseThrow()));
        return found.get();
    }

    @Test
    void withoutItWhoIsRevokedStaysOutAndTheOthersGoOn() throws Exception {
        startServer(0);
        int port = server.getPort();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE hookprobe LOGIN PASSWORD 'none'");
            statement.execute("CREATE DATABASE registry OWNER hookprobe");
        }
        RegistrySettings settings = new RegistrySettings(
                "postgresql://hookprobe@127.0.0.1:" + port + "/registry", "none", null, null, null);
        mesh = new LiveMesh(folder, List.of(SENTINEL, LOST, GOOD), settings);
        for (String name : List.of(MSSP, SENTINEL, LOST, GOOD)) {
            mesh.start(name);
        }
        mesh.awaitLog(MSSP, "resonance_verified", LOST);
        mesh.awaitLog(MSSP, "resonance_verified", GOOD);
        mesh.awaitLog(SENTINEL, "peer_connected", LOST);
        mesh.awaitLog(MSSP, "audit_sealed", "DEVICES");

        // What it notices of them stands in the registry.
        LiveMesh.await(() -> device(GOOD).weights().isPresent(), () -> "no weights of " + GOOD);
        assertThat(device(GOOD).lastSeen()).isAfterOrEqualTo(device(GOOD).firstSeen());
        mesh.operator(registry -> assertThat(registry.sightings(mesh.id(GOOD)))
                .singleElement()
                .satisfies(seen -> assertThat(seen.ipAddress()).isEqualTo("127.0.0.1")));

        mesh.operator(registry -> registry.revoke(mesh.id(LOST), "an operator", "stolen"));
        mesh.awaitLog(SENTINEL, "peer_revoked", LOST, "OPERATOR");

        server.close();
        mesh.awaitLog(MSSP, "registry_unreachable");
        int refused = mesh.logged(LOST, "peer_rejected_us", SENTINEL, "REVOKED").size();
        int turnedAway = mesh.logged(LOST, "peer_rejected_us", MSSP, "REVOKED").size();
        int verified = mesh.logged(MSSP, "resonance_verified", GOOD).size();
        mesh.awaitLog(refused + 1, LOST, "peer_rejected_us", SENTINEL, "REVOKED");
        mesh.awaitLog(turnedAway + 1, LOST, "peer_rejected_us", MSSP, "REVOKED");
        // A dozen uploads, while each question to the server takes longer than one.
        mesh.awaitLog(verified + 12, MSSP, "resonance_verified", GOOD);
        assertThat(mesh.logged(MSSP, "registry_unreachable")).as("said once").hasSize(1);
        assertThat(mesh.logged(MSSP, "internal_error")).isEmpty();
        assertThat(mesh.logged(MSSP, "peer_lost", GOOD)).isEmpty();

        startServer(port);
        mesh.awaitLog(MSSP, "registry_reached");
        mesh.operator(registry -> registry.suspend(mesh.id(GOOD), "an operator", "odd"));
        mesh.awaitLog(SENTINEL, "peer_revoked", GOOD, "OPERATOR");

        // Without it nothing starts, nothing is left behind, and the next start finds all as it was.
        mesh.stop(MSSP);
        server.close();
        assertThatThrownBy(() -> mesh.start(MSSP))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("registry");
        startServer(port);
        mesh.start(MSSP);
        mesh.awaitLog(MSSP, "peer_connected", SENTINEL);
    }
}
