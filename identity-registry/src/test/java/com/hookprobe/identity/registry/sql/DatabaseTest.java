package com.hookprobe.identity.registry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.hookprobe.identity.registry.sql.DatabaseException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");
    private static final String ADD =
            "INSERT INTO tenants(tenant_id, name, created_at, created_by) VALUES (?, ?, 1, 'x')";
    private static final String COUNT = "SELECT count(*) FROM tenants WHERE {tenant}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void allOrNothing(TestBackend.Kind kind) throws Exception {
        try (Database database = TestBackend.create(kind, folder).open()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> database.<Integer, IOException>write(Scope.platform(), tx -> {
                        tx.update(ADD, "acme", "Acme");
                        throw new IOException("no");
                    }));
            assertThat(count(database, Scope.platform())).isEqualTo(1);
            assertThat(database.<Integer, RuntimeException>write(
                            Scope.platform(), tx -> tx.update(ADD, "acme", "Acme")))
                    .isEqualTo(1);
            assertThat(count(database, Scope.platform())).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void aTenantSeesItsRowsOnly(TestBackend.Kind kind) throws Exception {
        try (Database database = TestBackend.create(kind, folder).open()) {
            addBoth(database);
            assertThat(count(database, Scope.platform())).isEqualTo(3);
            assertThat(count(database, Scope.tenant(ACME))).isEqualTo(1);
            int changed = database.<Integer, RuntimeException>write(
                    Scope.tenant(ACME), tx -> tx.update("UPDATE tenants SET name = 'mine' WHERE {tenant}"));
            assertThat(changed).isEqualTo(1);
            List<String> names = database.read(
                    Scope.tenant(OTHER),
                    tx -> tx.query(row -> row.getString(1), "SELECT t.name FROM tenants t WHERE {t.tenant}"));
            assertThat(names).containsExactly("Other");
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void aStatementThatForgetsTheTenantIsRefused(TestBackend.Kind kind) throws Exception {
        try (Database database = TestBackend.create(kind, folder).open()) {
            for (String sql : List.of(
                    "SELECT count(*) FROM tenants",
                    "UPDATE tenants SET name = 'x'",
                    "INSERT INTO sites SELECT tenant_id, 's', 's', 1, 'x' FROM tenants")) {
                assertThatIllegalStateException()
                        .isThrownBy(
                                () -> database.<Integer, RuntimeException>write(Scope.platform(), tx -> tx.update(sql)))
                        .withMessageContaining("{tenant}");
            }
        }
    }

    /** Row-level security alone, under a statement that has no condition. */
    @Test
    void postgresKeepsTenantsApartByItself() throws Exception {
        TestBackend backend = TestBackend.create(TestBackend.Kind.POSTGRES, folder);
        String all = Transaction.NO_TENANT + "SELECT count(*) FROM tenants";
        try (Database database = backend.open()) {
            addBoth(database);
            assertThat(database.<Long, RuntimeException>read(Scope.tenant(ACME), tx -> tx.number(all)))
                    .isEqualTo(1);
            assertThat(database.<Long, RuntimeException>read(Scope.platform(), tx -> tx.number(all)))
                    .isEqualTo(3);
            int changed = database.<Integer, RuntimeException>write(
                    Scope.tenant(ACME), tx -> tx.update(Transaction.NO_TENANT + "UPDATE tenants SET name = 'all'"));
            assertThat(changed).isEqualTo(1);
            assertKind(
                    Kind.CONSTRAINT,
                    () -> database.<Integer, RuntimeException>write(
                            Scope.tenant(ACME),
                            tx -> tx.update("INSERT INTO sites(tenant_id, site_id, name, created_at, created_by)"
                                    + " VALUES ('other', 's', 's', 1, 'x')")));
        }
        // Without a name, such as in another program: nothing.
        try (Connection connection = backend.connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM tenants")) {
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void readersChangeNothing(TestBackend.Kind kind) throws Exception {
        try (Database database = TestBackend.create(kind, folder).open()) {
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> database.<Integer, RuntimeException>read(
                            Scope.platform(), tx -> tx.update(ADD, "acme", "Acme")));
            assertThat(count(database, Scope.platform())).isEqualTo(1);
            // The connection that was refused can write again.
            addBoth(database);
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void aReaderSeesOneState(TestBackend.Kind kind) throws Exception {
        TestBackend backend = TestBackend.create(kind, folder);
        try (Database database = backend.open();
                Database second = backend.open()) {
            List<Long> counts = database.<List<Long>, RuntimeException>read(Scope.platform(), tx -> {
                long before = tx.number(COUNT);
                addBoth(second);
                return List.of(before, tx.number(COUNT));
            });
            assertThat(counts).containsExactly(1L, 1L);
            assertThat(count(database, Scope.platform())).isEqualTo(3);
        }
    }

    /** Reading a number and writing it back, by many at once through two databases: no step is lost. */
    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void writersAreAlone(TestBackend.Kind kind) throws Exception {
        TestBackend backend = TestBackend.create(kind, folder);
        int threads = 8;
        int steps = 25;
        try (Database one = backend.open();
                Database two = backend.open()) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Database mine = i % 2 == 0 ? one : two;
                all.add(() -> {
                    for (int step = 0; step < steps; step++) {
                        mine.<Integer, RuntimeException>write(Scope.platform(), tx -> {
                            long at = tx.number("SELECT created_at FROM tenants WHERE {tenant}");
                            return tx.update("UPDATE tenants SET created_at = ? WHERE {tenant}", at + 1);
                        });
                    }
                    return null;
                });
            }
            run(all);
            assertThat(one.<Long, RuntimeException>read(
                            Scope.platform(), tx -> tx.number("SELECT created_at FROM tenants WHERE {tenant}")))
                    .isEqualTo(threads * steps);
        }
    }

    /** Another program holds a row and wants ours: PostgreSQL ends one of the two, and ours runs again. */
    @Test
    void aDeadlockIsRunAgain() throws Exception {
        TestBackend backend = TestBackend.create(TestBackend.Kind.POSTGRES, folder);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Database database = backend.open();
                Connection connection = backend.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('hookprobe.tenant', '*', false)");
            addBoth(database);
            AtomicInteger runs = new AtomicInteger();
            CountDownLatch ourTurn = new CountDownLatch(1);
            connection.setAutoCommit(false);
            statement.execute("UPDATE tenants SET name = 'theirs' WHERE tenant_id = 'other'");
            Future<Boolean> theirs = other.submit(() -> {
                ourTurn.await();
                try {
                    statement.execute("UPDATE tenants SET name = 'theirs' WHERE tenant_id = 'acme'");
                    connection.commit();
                    return true;
                } catch (java.sql.SQLException e) {
                    connection.rollback();
                    return false;
                }
            });
            int changed = database.<Integer, RuntimeException>write(Scope.platform(), tx -> {
                runs.incrementAndGet();
                int first = tx.update("UPDATE tenants SET name = 'ours' WHERE tenant_id = 'acme' AND {tenant}");
                ourTurn.countDown();
                return first + tx.update("UPDATE tenants SET name = 'ours' WHERE tenant_id = 'other' AND {tenant}");
            });
            assertThat(changed).isEqualTo(2);
            // Either theirs was ended, or ours ran once more.
            assertThat(theirs.get(30, TimeUnit.SECONDS) ? 2 : 1).isEqualTo(runs.get());
            assertThat(backend.text("SELECT count(*) FROM tenants WHERE name = 'ours'"))
                    .isEqualTo("2");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void rolesAboveRowLevelSecurityAreRefused() throws Exception {
        TestBackend backend = TestBackend.create(TestBackend.Kind.POSTGRES, folder);
        try (Connection connection = TestBackend.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'mighty') THEN"
                    + " CREATE ROLE mighty LOGIN BYPASSRLS; END IF; END $$");
        }
        for (String role : List.of("postgres", "mighty")) {
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> Database.postgres(backend.options(role)))
                    .withMessageContaining(role)
                    .withMessageContaining("CREATE ROLE")
                    .extracting(DatabaseException::kind)
                    .isEqualTo(Kind.UNSAFE);
        }
    }

    @Test
    void aTableWithoutRowLevelSecurityIsRefused() throws Exception {
        TestBackend backend = TestBackend.create(TestBackend.Kind.POSTGRES, folder);
        backend.open().close();
        backend.execute("ALTER TABLE devices NO FORCE ROW LEVEL SECURITY");
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(backend::open)
                .withMessageContaining("[devices]")
                .extracting(DatabaseException::kind)
                .isEqualTo(Kind.UNSAFE);
    }

    @Test
    void aNewerSchemaIsNamed() throws Exception {
        TestBackend backend = TestBackend.create(TestBackend.Kind.POSTGRES, folder);
        backend.open().close();
        backend.execute("INSERT INTO " + Migrations.HISTORY
                + " SELECT installed_rank + 100, '999', description, type, script, checksum, installed_by,"
                + " installed_on, execution_time, success FROM " + Migrations.HISTORY + " WHERE version = '1'");
        assertKind(Kind.VERSION, backend::open);
    }

    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void aWriteInsideAWriteIsNamed(TestBackend.Kind kind) throws Exception {
        try (Database database = TestBackend.create(kind, folder).open()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> database.<Integer, DatabaseException>write(
                            Scope.platform(),
                            outer -> database.<Integer, DatabaseException>write(Scope.platform(), inner -> 1)));
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.Kind.class)
    void aClosedDatabaseRefuses(TestBackend.Kind kind) throws Exception {
        Database database = TestBackend.create(kind, folder).open();
        database.close();
        assertKind(Kind.STORAGE, () -> count(database, Scope.platform()));
    }

    @Test
    void bothHaveTheSameTablesAndTriggers() throws Exception {
        TestBackend sqlite = TestBackend.create(TestBackend.Kind.SQLITE, folder);
        TestBackend postgres = TestBackend.create(TestBackend.Kind.POSTGRES, folder);
        sqlite.open().close();
        postgres.open().close();
        assertThat(postgres.text("SELECT string_agg(table_name || '.' || column_name, ',' ORDER BY table_name,"
                        + " ordinal_position) FROM information_schema.columns WHERE table_schema = current_schema()"
                        + " AND table_name <> '" + Migrations.HISTORY + "'"))
                .isEqualTo(sqlite.text("SELECT group_concat(t.name || '.' || c.name, ',' ORDER BY t.name, c.cid)"
                        + " FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
                        + " AND t.name <> '" + Migrations.HISTORY + "'"));
        assertThat(sqlite.text("SELECT group_concat(name, ',' ORDER BY name) FROM sqlite_schema WHERE type = 'trigger'"
                        + " AND name NOT LIKE '%_moves_head'"))
                .isEqualTo(postgres.text("SELECT string_agg(tgname, ',' ORDER BY tgname COLLATE \"C\") FROM pg_trigger"
                        + " WHERE NOT tgisinternal AND tgname NOT LIKE '%\\_whole'"
                        + " AND tgrelid::regclass::text NOT LIKE '%.%'"));
    }

    private static void addBoth(Database database) throws DatabaseException {
        int[] added = database.<int[], RuntimeException>write(
                Scope.platform(),
                tx -> tx.batch(ADD, List.of(new Object[] {"acme", "Acme"}, new Object[] {"other", "Other"})));
        assertThat(added).hasSize(2);
    }

    private static long count(Database database, Scope scope) throws DatabaseException {
        return database.<Long, RuntimeException>read(scope, tx -> tx.number(COUNT));
    }

    private static void assertKind(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(call)
                .extracting(DatabaseException::kind)
                .isEqualTo(kind);
    }

    private static void run(List<Callable<Void>> all) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(all.size());
        try {
            for (Future<Void> one : pool.invokeAll(all)) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
