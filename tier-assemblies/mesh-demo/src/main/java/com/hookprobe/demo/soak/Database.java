package com.hookprobe.demo.soak;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL for registry and projection, on one folder and port over stops and starts. */
final class Database implements AutoCloseable {
    static final String ROLE = "hookprobe";
    static final String PASSWORD = "none";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path programs;
    private int port;
    private @Nullable EmbeddedPostgres running;

    Database(Path folder) throws IOException, SQLException {
        this.folder = folder.resolve("data");
        this.programs = folder.resolve("programs");
        start();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE DATABASE registry OWNER " + ROLE);
            statement.execute("CREATE DATABASE ledger OWNER " + ROLE);
        }
    }

    /** As a node's configuration has it. */
    String registry() {
        return "postgresql://" + ROLE + "@127.0.0.1:" + port + "/registry";
    }

    /** As a node's configuration has it. */
    String ledger() {
        return jdbc("ledger");
    }

    String jdbc(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    void start() throws IOException {
        if (running == null) {
            Files.createDirectories(programs);
            running = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(programs.toFile())
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(PATIENCE)
                    .start();
            port = running.getPort();
        }
    }

    void stop() throws IOException {
        EmbeddedPostgres server = running;
        if (server != null) {
            running = null;
            server.close();
        }
    }

    /** The postmaster's id; 0 when it is stopped. */
    long pid() {
        try {
            return running == null
                    ? 0
                    : Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid"))
                            .get(0)
                            .trim());
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
