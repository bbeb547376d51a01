package com.hookprobe.identity.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRegistryStorageTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("registry.db");
    }

    @Test
    void tablesOfTheSeedHaveTheSeedsColumns() throws Exception {
        DeviceRegistry.open(path).close();
        assertThat(columns("devices"))
                .containsExactly(
                        "device_id TEXT 0 null 1",
                        "device_type TEXT 1 null 0",
                        "hardware_fingerprint TEXT 1 null 0",
                        "public_key_ed25519 TEXT 1 null 0",
                        "status TEXT 1 null 0",
                        "kyc_verified INTEGER 0 0 0",
                        "first_seen INTEGER 1 null 0",
                        "last_seen INTEGER 1 null 0",
                        "tenant_id TEXT 1 null 0",
                        "site_id TEXT 0 null 0",
                        "tier TEXT 1 null 0");
        assertThat(columns("device_locations"))
                .containsExactly(
                        "device_id TEXT 1 null 0",
                        "timestamp INTEGER 1 null 0",
                        "ip_address TEXT 1 null 0",
                        "country TEXT 0 null 0",
                        "region TEXT 0 null 0",
                        "city TEXT 0 null 0",
                        "latitude REAL 0 null 0",
                        "longitude REAL 0 null 0",
                        "asn INTEGER 0 null 0",
                        "isp TEXT 0 null 0",
                        "tenant_id TEXT 1 null 0",
                        "entry INTEGER 1 null 0");
    }

    @Test
    void rowsReadAsTheSeedMeansThem() throws Exception {
        try (DeviceRegistry registry = DeviceRegistry.open(path)) {
            NodeId id = registry.enrol(Fixtures.request(1)).id();
            registry.approve(id, "ana");
            assertThat(text("SELECT device_id || ' ' || device_type || ' ' || status FROM devices"))
                    .isEqualTo(id.hex() + " edge ACTIVE");
            assertThat(text("PRAGMA journal_mode")).isEqualTo("wal");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void filesAreTheOwnersOnly() throws Exception {
        DeviceRegistry.open(path).close();
        // As a backup comes back that was copied by hand.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        try (DeviceRegistry registry = DeviceRegistry.open(path)) {
            registry.enrol(Fixtures.request(1));
            try (var files = Files.list(folder)) {
                List<Path> all = files.toList();
                assertThat(all).hasSizeGreaterThan(1);
                for (Path file : all) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void sealedSeedIsNotInClear() throws Exception {
        try (DeviceRegistry registry = DeviceRegistry.open(path)) {
            registry.enrol(Fixtures.request(1));
        }
        String all = HexFormat.of().formatHex(Files.readAllBytes(path));
        assertThat(all).doesNotContain(HexFormat.of().formatHex(Fixtures.bytes(6, 32), 0, 8));
    }

    @RepeatedTest(3)
    void manyOpenAtTheSameTime() throws Exception {
        int count = 4;
        CyclicBarrier together = new CyclicBarrier(count);
        List<Callable<DeviceRegistry>> opens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long seed = i;
            opens.add(() -> {
                together.await();
                DeviceRegistry registry = DeviceRegistry.open(path);
                registry.enrol(Fixtures.request(seed));
                return registry;
            });
        }
        for (DeviceRegistry registry : Fixtures.all(opens)) {
            assertThat(registry.list()).hasSize(count);
            registry.close();
        }
    }

    @Test
    void twoConnectionsSeeOneTruth() throws Exception {
        try (DeviceRegistry one = DeviceRegistry.open(path);
                DeviceRegistry two = DeviceRegistry.open(path)) {
            NodeId id = one.enrol(Fixtures.request(1)).id();
            two.approve(id, "ana");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> one.approve(id, "bo"))
                    .extracting(RegistryException::kind)
                    .isEqualTo(Kind.NOT_ALLOWED);
            one.revoke(id, "bo", "x");
            assertThat(two.find(id).orElseThrow().status()).isEqualTo(DeviceStatus.REVOKED);
        }
    }

    /** Of many who suspend at once exactly one does it, and a revocation is never lost. */
    @Test
    void racesHaveOneWinner() throws Exception {
        List<DeviceRegistry> registries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            registries.add(DeviceRegistry.open(path));
        }
        NodeId id = registries.get(0).enrol(Fixtures.request(1)).id();
        registries.get(0).approve(id, "ana");
        CyclicBarrier together = new CyclicBarrier(registries.size());
        List<Callable<Boolean>> suspensions = new ArrayList<>();
        for (DeviceRegistry registry : registries) {
            suspensions.add(() -> {
                together.await();
                try {
                    registry.suspend(id, "bo", "x");
                    return true;
                } catch (RegistryException e) {
                    assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED);
                    return false;
                }
            });
        }
        assertThat(Fixtures.all(suspensions)).containsOnlyOnce(true);
        assertThat(registries.get(1).audit(id)).hasSize(3);
        assertThat(registries.get(2).find(id).orElseThrow().stateVersion()).isEqualTo(3);
        for (DeviceRegistry registry : registries) {
            registry.close();
        }
    }

    @Test
    void otherDatabasesAreRefusedAndLeftAlone() throws Exception {
        execute("CREATE TABLE things (a)");
        byte[] before = Files.readAllBytes(path);
        assertOpenRefused(Kind.DAMAGED);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void otherVersionsAreNamed() throws Exception {
        DeviceRegistry.open(path).close();
        execute("PRAGMA user_version = 999");
        assertOpenRefused(Kind.VERSION);
        execute("PRAGMA user_version = 0");
        assertOpenRefused(Kind.VERSION);
    }

    @Test
    void registriesFromBeforeTheFirstReleaseAreNamed() throws Exception {
        execute("CREATE TABLE devices (device_id TEXT)");
        execute("PRAGMA application_id = 0x48505247");
        execute("PRAGMA user_version = 1");
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> DeviceRegistry.open(path))
                .withMessageContaining("before its first release")
                .extracting(RegistryException::kind)
                .isEqualTo(Kind.VERSION);
    }

    @Test
    void noiseIsRefused() throws Exception {
        Files.write(path, Fixtures.bytes(1, 8192));
        assertOpenRefused(Kind.DAMAGED);
        Files.delete(path);
        Files.createDirectory(path);
        assertOpenRefused(Kind.STORAGE);
        path = folder.resolve("no/such/folder/registry.db");
        assertOpenRefused(Kind.STORAGE);
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceRegistry.open(folder.resolve("a?mode=memory")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE device_enrolments SET tier = 'toaster'",
                "UPDATE device_enrolments SET name = 'a' || char(10), name_key = 'a' || char(10)",
                "UPDATE device_enrolments SET baseline_integrity = x'00'",
                "UPDATE devices SET device_type = 'toaster'",
                "UPDATE devices SET public_key_ed25519 = 'zz'",
                "UPDATE devices SET hardware_fingerprint = 'ab'"
            })
    void changedRowsAreDamage(String sql) throws Exception {
        try (DeviceRegistry registry = DeviceRegistry.open(path)) {
            NodeId id = registry.enrol(Fixtures.request(1)).id();
            execute("DROP TRIGGER device_enrolments_fixed");
            execute("DROP TRIGGER devices_fixed");
            execute(sql);
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> registry.find(id))
                    .extracting(RegistryException::kind)
                    .isEqualTo(Kind.DAMAGED);
        }
    }

    @Test
    void changedRequestIsDamage() throws Exception {
        try (DeviceRegistry registry = DeviceRegistry.open(path)) {
            NodeId one = registry.enrol(Fixtures.request(1)).id();
            NodeId two = registry.enrol(Fixtures.request(2)).id();
            execute("DROP TRIGGER device_enrolments_fixed");
            execute("UPDATE device_enrolments SET request = (SELECT request FROM device_enrolments WHERE device_id = '"
                    + two.hex() + "') WHERE device_id = '" + one.hex() + "'");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> registry.request(one))
                    .extracting(RegistryException::kind)
                    .isEqualTo(Kind.DAMAGED);
            assertThat(registry.request(two)).isPresent();
        }
    }

    @Test
    void waitingDevicesAreBounded() throws Exception {
        try (DeviceRegistry registry = DeviceRegistry.open(path)) {
            execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                    + (DeviceRegistry.PENDING_MAX - 1)
                    + ") INSERT INTO devices SELECT 'd' || i, 'edge', 'x', 'x', 'PENDING', 0, 1, 1, 'default', NULL, 'guardian'"
                    + " FROM n");
            NodeId last = registry.enrol(Fixtures.request(1)).id();
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> registry.enrol(Fixtures.request(2)))
                    .extracting(RegistryException::kind)
                    .isEqualTo(Kind.FULL);
            registry.approve(last, "ana");
            assertThat(registry.enrol(Fixtures.request(2)).status()).isEqualTo(DeviceStatus.PENDING);
        }
    }

    private void assertOpenRefused(Kind kind) {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> DeviceRegistry.open(path))
                .extracting(RegistryException::kind)
                .isEqualTo(kind);
    }

    private List<String> columns(String table) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (row.next()) {
                found.add(row.getString("name") + " " + row.getString("type") + " " + row.getInt("notnull") + " "
                        + row.getString("dflt_value") + " " + row.getInt("pk"));
            }
        }
        return found;
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path);
    }
}
