package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.PostgresOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** The two real databases. One PostgreSQL server serves all tests of this JVM; each test has a database of its own. */
public enum Backend {
    SQLITE {
        @Override
        public Database open(Path folder) throws Exception {
            Path file = folder.resolve("registry.db");
            Files.copy(Template.FILE, file);
            return Database.sqlite(file);
        }
    },
    POSTGRES {
        @Override
        public Database open(Path folder) throws Exception {
            String name = "access_" + COUNT.incrementAndGet();
            Server.execute("CREATE DATABASE " + name + " TEMPLATE " + Server.TEMPLATE + " OWNER hookprobe");
            return Server.open(name);
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    public abstract Database open(Path folder) throws Exception;

    /** An empty registry: to copy it takes a hundredth of the time that the migrations take. */
    private static final class Template {
        private static final Path FILE = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("access-template");
                Path file = folder.resolve("registry.db");
                Database.sqlite(file).close();
                file.toFile().deleteOnExit();
                folder.resolve("registry.db.lock").toFile().deleteOnExit();
                return file;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Server {
        private static final String TEMPLATE = "access_template";
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    // A plain owner: a superuser is above row-level security, and is refused.
                    statement.execute("CREATE ROLE hookprobe LOGIN PASSWORD 'none'");
                    statement.execute("CREATE DATABASE " + TEMPLATE + " OWNER hookprobe");
                }
                open(server, TEMPLATE).close();
                return server;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        static Database open(String database) throws Exception {
            return open(RUNNING, database);
        }

        private static Database open(EmbeddedPostgres server, String database) throws Exception {
            String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
            return Database.postgres(PostgresOptions.of(url, "hookprobe", "none".toCharArray()));
        }

        static void execute(String sql) throws Exception {
            try (Connection connection = RUNNING.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
