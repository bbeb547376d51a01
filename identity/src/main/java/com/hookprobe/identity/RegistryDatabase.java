package com.hookprobe.identity;

import com.hookprobe.identity.RegistryException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One connection to the registry's file, with its transactions. Used by one thread at a time. */
final class RegistryDatabase implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    /** Reads one row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException, RegistryException;
    }

    /** Work inside one transaction. */
    interface Work<T> {
        T run() throws SQLException, RegistryException;
    }

    private final Connection connection;

    private RegistryDatabase(Connection connection) {
        this.connection = connection;
    }

    static RegistryDatabase open(Path path) throws RegistryException {
        if (path.toAbsolutePath().toString().indexOf('?') >= 0) {
            throw new IllegalArgumentException(
                    "registry: expected a path without '?', which begins options in the driver's URL");
        }
        try {
            createPrivately(path);
            SQLiteConfig config = new SQLiteConfig();
            config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
            config.enforceForeignKeys(true);
            // A revocation that was answered must outlive a power cut.
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
            try {
                RegistrySchema.prepare(connection);
                useWriteAheadLog(connection);
            } catch (SQLException | RegistryException e) {
                connection.close();
                throw e;
            }
            return new RegistryDatabase(connection);
        } catch (IOException | SQLException e) {
            throw storage(e);
        }
    }

    /** Runs work as the only writer; all of it is kept, or on an exception nothing. */
    <T> T write(Work<T> work) throws RegistryException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            boolean done = false;
            try {
                T result = work.run();
                statement.execute("COMMIT");
                done = true;
                return result;
            } finally {
                if (!done) {
                    statement.execute("ROLLBACK");
                }
            }
        } catch (SQLException e) {
            throw storage(e);
        }
    }

    <T> List<T> query(RowReader<T> reader, String sql, Object... arguments) throws RegistryException {
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        } catch (SQLException e) {
            throw storage(e);
        }
    }

    long number(String sql, Object... arguments) throws RegistryException {
        return query(row -> row.getLong(1), sql, arguments).get(0);
    }

    int update(String sql, Object... arguments) throws RegistryException {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw storage(e);
        }
    }

    @Override
    public void close() throws RegistryException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw storage(e);
        }
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    /** Stored in the file, so not before it is known to be ours. Readers then do not wait for the writer. */
    private static void useWriteAheadLog(Connection connection) throws SQLException, RegistryException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA journal_mode = WAL")) {
            if (!row.next() || !row.getString(1).equals("wal")) {
                throw new RegistryException(
                        Kind.STORAGE,
                        "registry: expected a file system with shared memory for the write-ahead log; use a local disk");
            }
        }
    }

    /** The file holds addresses of customers; SQLite gives its side files the same mode. */
    private static void createPrivately(Path path) throws IOException {
        try {
            if (AtomicFile.isPosix()) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(path);
            }
        } catch (FileAlreadyExistsException e) {
            // The usual case: it was made at an earlier start. What is in it, RegistrySchema checks.
            if (!Files.isRegularFile(path)) {
                throw e;
            }
        }
    }

    private static RegistryException storage(Exception e) {
        boolean damaged = e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT);
        return new RegistryException(
                damaged ? Kind.DAMAGED : Kind.STORAGE,
                "registry: the database refused (" + e.getMessage()
                        + (damaged
                                ? "); restore it from a backup"
                                : "); check the folder, its rights and the free space"),
                e);
    }
}
