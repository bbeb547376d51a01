package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Outbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A ledger and a real PostgreSQL; each test has a schema of its own. */
abstract class OnPostgres {
    @TempDir
    static Path folder;

    static PostgresServer server;

    final MemoryBlockStore store = MemoryBlockStore.create(World.NETWORK);
    final World world = new World(store, new Random(11), 3);
    String url;
    PostgresConfig config;
    PostgresProjection target;

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

    Connection connect() throws Exception {
        return DriverManager.getConnection(url, "postgres", "none");
    }

    long number(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Projector projector(Projection of) throws Exception {
        return new Projector(store, store.openOutbox(), of, new VirtualClock(), Duration.ofMillis(1), 0, 100);
    }

    void turn(Projector projector) throws Exception {
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

    void shown() throws Exception {
        try (Connection connection = connect()) {
            PostgresShown.equalTo(store, connection);
        }
    }

    void live(int blocks) throws Exception {
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
}
