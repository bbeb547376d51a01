package com.hookprobe.benchmarks;

import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.PostgresOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
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
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + OWNER + " LOGIN");
            statement.execute("CREATE DATABASE registry OWNER " + OWNER);
        }
        return new RegistryBackend(folder, server);
    }

    Database open() throws Exception {
        if (server == null) {
            return Database.sqlite(folder.resolve("registry.db"));
        }
        String url = server.getJdbcUrl(OWNER, "registry").replaceAll("\\?.*", "");
        return Database.postgres(PostgresOptions.of(url, OWNER, new char[] {'n', 'o', 'n', 'e'}));
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
