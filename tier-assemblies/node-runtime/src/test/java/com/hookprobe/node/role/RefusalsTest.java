package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the mesh must refuse, on whole nodes: a revoked device, a suspended one, a registry from a backup. The other three, which end
 * before a node runs, are in {@link com.hookprobe.node.cli.RefusalsTest}.
 */
@Timeout(400)
class RefusalsTest {
    private static final String MSSP = "mssp-1";
    private static final String SENTINEL = "sentinel-1";
    private static final String ONE = "guardian-1";
    private static final String OTHER = "guardian-2";

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @AfterEach
    void close() {
        mesh.close();
    }

    private void running() throws Exception {
        mesh = new LiveMesh(folder, List.of(SENTINEL, ONE, OTHER));
        for (String name : List.of(MSSP, SENTINEL, ONE, OTHER)) {
            mesh.start(name);
        }
        for (String device : List.of(ONE, OTHER)) {
            mesh.awaitLog(MSSP, "resonance_verified", device);
            mesh.awaitLog(SENTINEL, "peer_connected", device);
            mesh.awaitMayReport(SENTINEL, device);
        }
    }

    /** Its sessions end, and no door opens any more: at the MSSP, at a validator, after a restart of any of the three. */
    private void isOutEverywhere(String device) throws Exception {
        mesh.awaitLog(SENTINEL, "peer_revoked", device, "OPERATOR");
        mesh.awaitLog(MSSP, "peer_lost", device);
        mesh.awaitLog(SENTINEL, "peer_lost", device);
        assertThat(mesh.mayReport(SENTINEL, device)).isFalse();
        for (String restarted : List.of(MSSP, SENTINEL, device)) {
            mesh.stop(restarted);
            mesh.start(restarted);
        }
        for (String door : List.of(MSSP, SENTINEL)) {
            mesh.awaitLog(device, "peer_rejected_us", door, "REVOKED");
            assertThat(mesh.logged(door, "peer_connected", device)).isEmpty();
        }
        assertThat(mesh.mayReport(SENTINEL, device)).isFalse();
        mesh.awaitLog(SENTINEL, "peer_connected", OTHER);
        mesh.awaitLog(MSSP, "resonance_verified", OTHER);
    }

    private void isRefused(String device, Kind kind, LiveMesh.Act act) throws Exception {
        DeviceStatus[] before = new DeviceStatus[2];
        mesh.operator(registry -> {
            before[0] = registry.find(mesh.id(device)).orElseThrow().status();
            assertThatThrownBy(() -> act.on(registry))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(kind));
            before[1] = registry.find(mesh.id(device)).orElseThrow().status();
        });
        assertThat(before[1]).isEqualTo(before[0]);
    }

    /** Last of all: the node itself would no longer be known by its card. */
    private void cannotRotate(String device) throws Exception {
        KeyRotation rotation =
                mesh.keys(device).rotateDevice(new SecureRandom()).rotations().get(0);
        isRefused(device, Kind.NOT_ALLOWED, registry -> registry.rotateKey(rotation));
    }

    @Test
    void aRevokedDeviceIsRefused() throws Exception {
        running();
        mesh.operator(registry -> registry.revoke(mesh.id(ONE), "an operator", "stolen"));
        isOutEverywhere(ONE);
        isRefused(ONE, Kind.NOT_ALLOWED, registry -> registry.reinstate(mesh.id(ONE), "an operator", "please"));
        isRefused(ONE, Kind.NOT_ALLOWED, registry -> registry.approve(mesh.id(ONE), "an operator"));
        mesh.operator(registry -> assertThat(registry.enrol(mesh.request(ONE)).status())
                .as("its own request again brings it nothing")
                .isEqualTo(DeviceStatus.REVOKED));
        cannotRotate(ONE);
    }

    @Test
    void aSuspendedDeviceIsRefused() throws Exception {
        running();
        mesh.operator(registry -> registry.suspend(mesh.id(ONE), "an operator", "lost"));
        isOutEverywhere(ONE);
        mesh.operator(registry ->
                assertThat(registry.enrol(mesh.request(ONE)).status()).isEqualTo(DeviceStatus.SUSPENDED));
        cannotRotate(ONE);
    }

    /** The backup is newer than anything that the MSSP itself wrote: only what it saw others write gives it away. */
    @Test
    void aRolledBackRegistryBackupIsRefused() throws Exception {
        mesh = new LiveMesh(folder, List.of(SENTINEL, ONE, OTHER));
        mesh.start(MSSP);
        Path file = mesh.home(MSSP).resolve("registry.db");
        mesh.operator(registry -> registry.setKycVerified(mesh.id(ONE), true, "an operator"));
        Path backup = folder.resolve("backup.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + backup + "'");
        }
        mesh.operator(registry -> registry.revoke(mesh.id(ONE), "an operator", "stolen"));
        long[] head = {0};
        mesh.operator(registry -> head[0] = registry.head().sequence());
        LiveMesh.await(
                () -> Files.readString(mesh.home(MSSP).resolve("registry.head")).contains(" " + head[0] + " "),
                () -> "the guard does not know of row " + head[0]);
        mesh.stop(MSSP);
        for (String side : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(file.resolveSibling("registry.db" + side));
        }
        Files.copy(backup, file);

        assertThatThrownBy(() -> mesh.start(MSSP))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ROLLED_BACK));
        assertThat(mesh.logged(MSSP, "listening")).as("no door was opened").isEmpty();
        try (Database database = Database.sqlite(file);
                DeviceRegistry registry = DeviceRegistry.open(database, RegistryOptions.DEFAULT)) {
            assertThat(registry.find(mesh.id(ONE)).orElseThrow().status())
                    .as("in it the stolen device would be let in")
                    .isEqualTo(DeviceStatus.ACTIVE);
        }
    }
}
