package com.hookprobe.identity.registry.sql;

import com.hookprobe.identity.registry.sql.DatabaseException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Transactions by SQLite's own words: the driver's autocommit stays on, or it would begin others. */
final class SqliteDialect implements Dialect {
    private static final int PRIMARY_CODE = 0xff;

    @Override
    public void beginWrite(Connection connection, Scope scope) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
    }

    @Override
    public void beginRead(Connection connection, Scope scope) throws SQLException {
        execute(connection, "PRAGMA query_only = ON");
        execute(connection, "BEGIN");
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
        execute(connection, "PRAGMA query_only = OFF");
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        execute(connection, "PRAGMA query_only = OFF");
        // A full disk makes SQLite end the transaction itself; then this fails, and the connection is given up.
        execute(connection, "ROLLBACK");
    }

    /** BEGIN IMMEDIATE has waited already, and after it nobody can be in the way. */
    @Override
    public boolean mayRunAgain(SQLException e) {
        return false;
    }

    @Override
    public DatabaseException failed(SQLException e) {
        return failure(e);
    }

    static DatabaseException failure(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
        String what = "registry: the database refused (" + e.getMessage() + ")";
        int primary = code.code & PRIMARY_CODE;
        if (primary == SQLiteErrorCode.SQLITE_NOTADB.code || primary == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            return new DatabaseException(Kind.DAMAGED, what + "; restore it from a backup", e);
        }
        if (primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
            return new DatabaseException(Kind.CONSTRAINT, what + "; its rules do not allow this row", e);
        }
        if (primary == SQLiteErrorCode.SQLITE_BUSY.code) {
            return new DatabaseException(Kind.BUSY, what + "; another process writes for too long, try again", e);
        }
        return new DatabaseException(Kind.STORAGE, what + "; check the folder, its rights and the free space", e);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
