package com.hookprobe.benchmarks;

import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.PostgresOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A SQLite file, or a PostgreSQL server of this process, for the registry's measurements. */
final class RegistryBackend implements AutoCloseable {
    private static final String OWNER = "registry_owner";

    private final Path folder;
    private final @Nullable EmbeddedPostgres server;

    private RegistryBackend(Path folder, @Nullable EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    static RegistryBackend start(boolean postgres, Path folder) throws Exception {
        if (!postgres) {
            return new RegistryBackend(folder, null);
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                // As a server runs that must not lose a revocation; the package's own are off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SHOW fsync")) {
                if (!row.next() || !row.getString(1).equals("on")) {
                    throw new IllegalStateException("the server does not sync");
                }
            }
            statement.execute("CREATE ROLE " + OWNER + " LOGIN");
            statement.execute("CREATE DATABASE registry OWNER " + OWNER);
        }
        return new RegistryBackend(folder, server);
    }

    Database open() throws Exception {
        return open(place());
    }

    /** Where the database is, in a form that another process can open. */
    String place() {
        return server == null
                ? folder.resolve("registry.db").toString()
                : server.getJdbcUrl(OWNER, "registry").replaceAll("\\?.*", "");
    }

    /** Opens the database at a {@link #place}. */
    static Database open(String place) throws Exception {
        return place.startsWith("jdbc:")
                ? Database.postgres(PostgresOptions.of(place, OWNER, new char[] {'n', 'o', 'n', 'e'}))
                : Database.sqlite(Path.of(place));
    }

    /** What autovacuum, or SQLite's optimize, does in time. */
    void settle() throws Exception {
        if (server == null) {
            return;
        }
        try (Connection connection = server.getDatabase("postgres", "registry").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            server.close();
        }
    }
}
