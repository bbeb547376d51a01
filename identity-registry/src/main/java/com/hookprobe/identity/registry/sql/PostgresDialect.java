package com.hookprobe.identity.registry.sql;

import com.hookprobe.identity.registry.sql.DatabaseException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Transactions on PostgreSQL. Writers take one advisory lock of the schema first, and each later statement sees what was
 * committed before: so they alone write, as on SQLite. The setting that row-level security asks for ends with the
 * transaction, so that a connection from the pool brings none along.
 */
final class PostgresDialect implements Dialect {
    /** The first half of the lock's name ("HPRG"); the second is the schema. */
    static final int LOCK = 0x4850_5247;

    private static final String WRITE =
            "SELECT set_config('hookprobe.tenant', ?, true)," + " pg_advisory_xact_lock(?, hashtext(current_schema()))";
    private static final String READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    private static final String SCOPE = "SELECT set_config('hookprobe.tenant', ?, true)";

    private static final Set<String> AGAIN = Set.of("40001", "40P01");
    private static final Set<String> WAITED = Set.of("55P03", "57014");
    private static final Set<String> BROKEN = Set.of("XX001", "XX002");

    /** What the triggers raise, and a row that row-level security does not let in. */
    private static final Set<String> REFUSED = Set.of("P0001", "42501");

    @Override
    public void beginWrite(Connection connection, Scope scope) throws SQLException {
        try (PreparedStatement begin = connection.prepareStatement(WRITE)) {
            begin.setString(1, setting(scope));
            begin.setInt(2, LOCK);
            begin.execute();
        }
    }

    @Override
    public void beginRead(Connection connection, Scope scope) throws SQLException {
        try (Statement begin = connection.createStatement()) {
            begin.execute(READ);
        }
        try (PreparedStatement set = connection.prepareStatement(SCOPE)) {
            set.setString(1, setting(scope));
            set.execute();
        }
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        connection.rollback();
    }

    @Override
    public boolean mayRunAgain(SQLException e) {
        return AGAIN.contains(state(e));
    }

    @Override
    public DatabaseException failed(SQLException e) {
        return failure(e);
    }

    static DatabaseException failure(SQLException e) {
        String state = state(e);
        String what = "registry: the database refused (" + e.getMessage() + ")";
        if (BROKEN.contains(state)) {
            return new DatabaseException(Kind.DAMAGED, what + "; restore it from a backup", e);
        }
        if (state.startsWith("23") || REFUSED.contains(state)) {
            return new DatabaseException(Kind.CONSTRAINT, what + "; its rules do not allow this row", e);
        }
        if (WAITED.contains(state) || AGAIN.contains(state)) {
            return new DatabaseException(Kind.BUSY, what + "; others write for too long, try again", e);
        }
        return new DatabaseException(
                Kind.STORAGE, what + "; check the server, its address, the role and the free space", e);
    }

    private static String setting(Scope scope) {
        return scope instanceof Scope.Tenant tenant ? tenant.id().value() : "*";
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
