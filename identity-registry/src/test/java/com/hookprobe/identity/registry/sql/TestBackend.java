package com.hookprobe.identity.registry.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** A place for one test's database, on a real SQLite file or a real PostgreSQL server. */
public final class TestBackend {
    /** Which of the two. */
    public enum Kind {
        SQLITE,
        POSTGRES
    }

    /** The plain role that owns the tables. */
    public static final String OWNER = "registry_owner";

    private static final String TABLES =
            "device_locations device_audit device_keys device_enrolments enrolment_failures"
                    + " enrolment_tokens devices sites";
    private static final char[] PASSWORD = {'n', 'o', 'n', 'e'};
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final Deque<String> EMPTIED = new ConcurrentLinkedDeque<>();
    private static EmbeddedPostgres server;

    private final Kind kind;
    private final String url;
    private final Path path;

    private TestBackend(Kind kind, String url, Path path) {
        this.kind = kind;
        this.url = url;
        this.path = path;
    }

    /** A new place: a file in the folder, or a schema of its own. */
    public static TestBackend create(Kind kind, Path folder) throws IOException, SQLException {
        if (kind == Kind.SQLITE) {
            Path path = folder.resolve("registry.db");
            return new TestBackend(kind, "jdbc:sqlite:" + path, path);
        }
        String schema = EMPTIED.poll();
        if (schema == null) {
            schema = "t" + SCHEMAS.incrementAndGet();
            try (Connection connection = superuser();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA " + schema + " AUTHORIZATION " + OWNER);
            }
        }
        return new TestBackend(kind, serverUrl() + "&currentSchema=" + schema, folder.resolve("registry.db"));
    }

    /** Opens the database; others may be open on the same place. */
    public Database open() throws DatabaseException {
        return kind == Kind.SQLITE ? Database.sqlite(path) : Database.postgres(options(OWNER));
    }

    /** Gives the schema to a later test, without its rows; only of a test that has left the tables as they were. */
    public void release() throws IOException, SQLException {
        if (kind == Kind.SQLITE) {
            return;
        }
        try (Connection connection = superuserHere();
                Statement statement = connection.createStatement()) {
            // As a replica's process: without the triggers that keep rows.
            statement.execute("SET session_replication_role = replica");
            for (String table : TABLES.split(" ")) {
                statement.execute("DELETE FROM " + table);
            }
            statement.execute("DELETE FROM tenants WHERE tenant_id <> 'default'");
            statement.execute("UPDATE device_audit_head SET sequence = 0, hash = decode(repeat('00', 32), 'hex')");
        }
        EMPTIED.add(url.substring(url.lastIndexOf('=') + 1));
    }

    public PostgresOptions options(String user) {
        return PostgresOptions.of(url, user, PASSWORD);
    }

    public Kind kind() {
        return kind;
    }

    /** As somebody who writes past the program, with the owner's rights. On PostgreSQL it names no tenant. */
    public Connection connect() throws SQLException {
        return kind == Kind.SQLITE
                ? DriverManager.getConnection(url)
                : DriverManager.getConnection(url, OWNER, new String(PASSWORD));
    }

    /** One statement past the program, over all tenants. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (kind == Kind.POSTGRES) {
                statement.execute("SELECT set_config('hookprobe.tenant', '*', false)");
            }
            statement.execute(sql);
        }
    }

    public String text(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (kind == Kind.POSTGRES) {
                statement.execute("SELECT set_config('hookprobe.tenant', '*', false)");
            }
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** PostgreSQL's superuser in this schema. */
    public Connection superuserHere() throws SQLException {
        return DriverManager.getConnection(url, "postgres", new String(PASSWORD));
    }

    public static Connection superuser() throws IOException, SQLException {
        return DriverManager.getConnection(serverUrl(), "postgres", new String(PASSWORD));
    }

    /** One server for all tests of this process; it ends with the process. */
    private static synchronized String serverUrl() throws IOException, SQLException {
        if (server == null) {
            server = EmbeddedPostgres.builder().start();
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE " + OWNER + " LOGIN");
            }
        }
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?sslmode=disable";
    }
}
