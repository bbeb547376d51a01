package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.dsm.ledger.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The tables, on a real PostgreSQL; each test has a schema of its own. */
class PostgresProjectionTest {
    @TempDir
    static Path folder;

    private static PostgresServer server;

    private final MemoryBlockStore store = MemoryBlockStore.create(World.NETWORK);
    private final World world = new World(store, new Random(11), 3);
    private String url;
    private PostgresConfig config;
    private PostgresProjection target;

    @BeforeAll
    static void startServer() throws Exception {
        server = new PostgresServer(folder.resolve("pg"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void schema(TestInfo test) throws Exception {
        String schema = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        server.execute("CREATE SCHEMA " + schema);
        url = server.url() + "?currentSchema=" + schema;
        config = PostgresConfig.of(url, "postgres", () -> "none".toCharArray());
        target = new PostgresProjection(config, World.NETWORK);
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection(url, "postgres", "none");
    }

    private long number(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Projector projector(Projection of) throws Exception {
        return new Projector(store, store.openOutbox(), of, new VirtualClock(), Duration.ofMillis(1), 0, 100);
    }

    private void turn(Projector projector) throws Exception {
        Outbox outbox = store.openOutbox();
        for (int i = 0; i < 200; i++) {
            projector.turn();
            Projector.Progress now = projector.progress();
            if (now.state() == ProjectionStatus.State.LIVE && now.confirmed().sequence() == outbox.last()) {
                return;
            }
        }
        throw new AssertionError(projector.progress().toString());
    }

    private void shown() throws Exception {
        try (Connection connection = connect()) {
            PostgresShown.equalTo(store, connection);
        }
    }

    private void live(int blocks) throws Exception {
        for (int i = 0; i < blocks; i++) {
            world.grow(world.sources.get(i % 3));
            if (i % 40 == 39) {
                world.fork(world.sources.get(i % 3));
                world.deliver(30);
                world.decide();
            }
        }
        while (world.deliver(50) > 0) {
            assertThat(world.made()).isPositive();
        }
    }

    @Test
    void aLedgerIsShownAndFollowed() throws Exception {
        live(300);
        Projector projector = projector(target);
        turn(projector);
        shown();
        live(300);
        turn(projector);
        shown();
        assertThat(projector.progress().copies()).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM dsm_microblocks WHERE height IS NOT NULL"))
                .isPositive();
    }

    @Test
    void whatTheLedgerLetsGoIsDeletedLosersOfForksToo() throws Exception {
        live(300);
        Projector projector = projector(target);
        turn(projector);
        long now = (1_000 + world.height()) * World.EPOCH_SECONDS;
        RetentionPolicy policy = new RetentionPolicy(
                Duration.ofSeconds(2 * World.EPOCH_SECONDS),
                Duration.ofSeconds(4 * World.EPOCH_SECONDS),
                Duration.ofDays(1));
        while (store.prune(policy, now, 10_000).more()) {
            assertThat(store.bodiesPruned()).isPositive();
        }
        assertThat(store.leavesPruned()).isPositive();
        turn(projector);
        shown();
        assertThat(number("SELECT count(*) FROM dsm_checkpoints WHERE body IS NULL"))
                .isEqualTo(store.leavesPruned());
    }

    @Test
    void aStepThatIsAppliedTwiceIsRefusedTheSecondTime() throws Exception {
        store.openOutbox();
        live(10);
        assertThat(target.open()).isEqualTo(Position.NONE);
        Position copying = Position.copying(7, 3);
        target.beginCopy(copying);
        Position live = copying.finished(0);
        target.apply(Step.empty(copying, live));
        assertThatThrownBy(() -> target.apply(Step.empty(copying, live)))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("position was expected at generation 7, entry 3 (COPYING)");
        target.reset();
        Await.until("the lock is free", () -> {
            try {
                return target.open().equals(live);
            } catch (ProjectionException e) {
                target.reset();
                return false;
            }
        });
    }

    @Test
    void largeAndOddValuesComeThrough() throws Exception {
        Microblock youngest =
                world.block(world.sources.get(0), 1, Microblock.genesisPrev(World.NETWORK, world.sources.get(0), 0), 0);
        Microblock plain = world.block(world.sources.get(1), Long.MAX_VALUE, Hash32.ZERO, 253_402_300_799_000_000L);
        store.putAll(List.of(youngest, plain));
        turn(projector(target));
        shown();
        // Later than the year 9999: the number is exact, the time is the last that can be shown.
        Microblock latest = world.block(world.sources.get(2), 7, Hash32.ZERO, Long.MAX_VALUE);
        store.put(latest);
        turn(projector(target));
        assertThat(number("SELECT count(*) FROM dsm_microblocks WHERE time_us = 9223372036854775807"
                        + " AND time = '9999-12-31 23:59:59+00'"))
                .isEqualTo(1);
    }

    @Test
    void migrationsMayRunTwice() throws Exception {
        PostgresSchema.prepare(new PostgresSource(config), true);
        PostgresSchema.prepare(new PostgresSource(config), true);
        PostgresSchema.prepare(new PostgresSource(config), false);
        assertThat(number("SELECT count(*) FROM dsm_projection_schema WHERE version = '1' AND success"))
                .isEqualTo(1);
    }

    @Test
    void tablesOfOthersInTheSchemaDoNotMatter() throws Exception {
        execute("CREATE TABLE theirs (id int)");
        live(20);
        turn(projector(target));
        shown();
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        PostgresSchema.prepare(new PostgresSource(config), true);
        execute("INSERT INTO dsm_projection_schema (installed_rank, version, description, type, script, installed_by,"
                + " execution_time, success) VALUES (9, '99', 'future', 'SQL', 'V99__future.sql', 'x', 1, true)");
        Projector projector = projector(target);
        projector.turn();
        assertThat(projector.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
        assertThat(projector.progress().error().orElseThrow())
                .contains("schema version 99, this release writes 1: use a newer release");
    }

    @Test
    void missingTablesAreNamedWhenTheRoleMayNotMakeThem() throws Exception {
        PostgresSource source = new PostgresSource(config);
        assertThatThrownBy(() -> PostgresSchema.prepare(source, false))
                .hasMessageContaining("schema version 0, this release needs 1: run the migrations");
    }

    @Test
    void aRoleWithTheLeastRightsIsEnough() throws Exception {
        PostgresSchema.prepare(new PostgresSource(config), true);
        String schema = "arolewiththeleastrightsisenough";
        execute("CREATE ROLE least LOGIN PASSWORD 'x'");
        execute("GRANT USAGE ON SCHEMA " + schema + " TO least");
        execute("GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON dsm_microblocks, dsm_checkpoints, dsm_ranges,"
                + " dsm_frontier TO least");
        execute("GRANT SELECT, INSERT, UPDATE ON projection_position TO least");
        execute("GRANT SELECT ON dsm_projection_schema TO least");
        live(100);
        PostgresProjection limited = new PostgresProjection(
                PostgresConfig.of(url, "least", () -> "x".toCharArray()).withMigrate(false), World.NETWORK);
        try {
            Projector projector = projector(limited);
            turn(projector);
            shown();
        } finally {
            limited.close();
        }
    }

    @Test
    void anotherNetworksTablesAreNotTouched() throws Exception {
        live(20);
        turn(projector(target));
        target.close();
        target = new PostgresProjection(config, Hash32.parse("55".repeat(32)));
        Projector stranger = projector(target);
        stranger.turn();
        assertThat(stranger.progress().error().orElseThrow())
                .contains("the tables hold network 4e4e", "this node's is 5555", "another database or schema");
        shown();
    }

    @Test
    void oneOfTwoProjectorsWaits() throws Exception {
        live(20);
        Projector first = projector(target);
        turn(first);
        PostgresProjection other = new PostgresProjection(config, World.NETWORK);
        try {
            Projector second = projector(other);
            second.turn();
            assertThat(second.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
            assertThat(second.progress().error().orElseThrow()).contains("another projector writes into this schema");
            live(20);
            turn(first);
            shown();
            target.close();
            Await.until("the other takes over", () -> {
                second.turn();
                return second.progress().state() == ProjectionStatus.State.LIVE;
            });
            assertThat(second.progress().copies()).isZero();
        } finally {
            other.close();
        }
    }

    @Test
    void aWrongPasswordIsAStatusNotACrash() throws Exception {
        execute("CREATE ROLE guarded LOGIN PASSWORD 'right'");
        Path rules = folder.resolve("pg/pg_hba.conf");
        String before = Files.readString(rules);
        Files.writeString(rules, "host all guarded 127.0.0.1/32 scram-sha-256\n" + before);
        execute("SELECT pg_reload_conf()");
        char[] wrong = "wrong".toCharArray();
        PostgresProjection locked =
                new PostgresProjection(PostgresConfig.of(url, "guarded", () -> wrong), World.NETWORK);
        try {
            Projector projector = projector(locked);
            Await.until("the rules are read", () -> {
                assertThat(projector.turn()).isPositive();
                return projector.progress().error().orElse("").contains("password");
            });
            assertThat(projector.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
            assertThat(projector.progress().error().orElseThrow())
                    .contains("password authentication failed for user \"guarded\"")
                    .doesNotContain("wrong");
            assertThat(wrong).containsOnly('\0');
        } finally {
            locked.close();
        }
    }

    @Test
    void aDatabaseThatVanishedIsFilledAnew() throws Exception {
        live(100);
        Projector projector = projector(target);
        turn(projector);
        execute("DROP TABLE dsm_microblocks, dsm_checkpoints, dsm_ranges, dsm_frontier, projection_position,"
                + " dsm_projection_schema");
        live(10);
        turn(projector);
        shown();
        assertThat(projector.progress().copies()).isEqualTo(2);
    }

    @Test
    void aUrlWithAPasswordIsRefused() {
        assertThatThrownBy(() -> PostgresConfig.of(url + "&password=x", "u", () -> new char[0]))
                .hasMessageContaining("URLs are logged");
        assertThatThrownBy(() -> PostgresConfig.of("jdbc:mysql://x", "u", () -> new char[0]))
                .hasMessageContaining("must begin with jdbc:postgresql:");
    }
}
