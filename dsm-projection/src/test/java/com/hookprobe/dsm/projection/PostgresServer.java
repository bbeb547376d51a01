package com.hookprobe.dsm.projection;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real PostgreSQL on one folder and one port, that can be stopped, killed and started again. */
final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private EmbeddedPostgres running;

    PostgresServer(Path folder) throws IOException {
        this.folder = folder;
        this.port = freePort();
        start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    PostgresConfig config() {
        return PostgresConfig.of(url(), "postgres", () -> "none".toCharArray());
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "none");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    boolean up() {
        return running != null;
    }

    void start() throws IOException {
        if (running == null) {
            running = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(PATIENCE)
                    .start();
        }
    }

    /** As an operator does it. */
    void stop() throws IOException {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /** kill -9 of the postmaster; its children notice, and are waited for, or the folder would not be free. */
    void kill() throws Exception {
        if (running == null) {
            return;
        }
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("postmaster.pid")).get(0).trim());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.add(postmaster);
        postmaster.destroyForcibly();
        for (ProcessHandle each : all) {
            each.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        running.close();
        running = null;
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
