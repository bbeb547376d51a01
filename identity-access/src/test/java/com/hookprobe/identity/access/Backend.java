package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.PostgresOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** The two real databases. One PostgreSQL server serves all tests of this JVM; each test has a database of its own. */
public enum Backend {
    SQLITE {
        @Override
        public Database open(Path folder) throws Exception {
            return Database.sqlite(folder.resolve("registry.db"));
        }
    },
    POSTGRES {
        @Override
        public Database open(Path folder) throws Exception {
            String name = "access_" + COUNT.incrementAndGet();
            Server.execute("CREATE DATABASE " + name + " OWNER hookprobe");
            return Database.postgres(PostgresOptions.of(Server.url(name), "hookprobe", "none".toCharArray()));
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    public abstract Database open(Path folder) throws Exception;

    private static final class Server {
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    // A plain owner: a superuser is above row-level security, and is refused.
                    statement.execute("CREATE ROLE hookprobe LOGIN PASSWORD 'none'");
                }
                return server;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        static String url(String database) {
            return "jdbc:postgresql://127.0.0.1:" + RUNNING.getPort() + "/" + database;
        }

        static void execute(String sql) throws Exception {
            try (Connection connection = RUNNING.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
