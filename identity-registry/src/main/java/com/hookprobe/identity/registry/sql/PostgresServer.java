package com.hookprobe.identity.registry.sql;

import com.hookprobe.identity.registry.sql.DatabaseException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Brings a schema on a server to this program's version, and makes sure that row-level security holds there. */
final class PostgresServer {
    private static final String ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles"
            + " WHERE rolname IN (current_user, session_user) ORDER BY rolname";

    /** Tables with tenants' rows that show them to everybody, or to their owner. */
    private static final String OPEN = "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            + " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
            + " AND a.attname = 'tenant_id' AND NOT a.attisdropped"
            + " AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1";

    private static final String HISTORY = "SELECT relname FROM pg_class WHERE relname = '" + Migrations.HISTORY
            + "' AND relnamespace = current_schema()::regnamespace";
    private static final String NEWEST =
            "SELECT version FROM " + Migrations.HISTORY + " WHERE success ORDER BY installed_rank DESC LIMIT 1";

    private PostgresServer() {}

    static void prepare(DataSource source) throws DatabaseException {
        try {
            refuseMightyRole(source);
            // Flyway takes half a second to find out that there is nothing to do.
            boolean done = !names(source, HISTORY).isEmpty()
                    && names(source, NEWEST).contains(Integer.toString(Migrations.VERSION));
            if (!done) {
                Migrations.POSTGRES.run(source);
            }
            List<String> open = names(source, OPEN);
            if (!open.isEmpty()) {
                throw new DatabaseException(
                        Kind.UNSAFE,
                        "registry: expected row-level security, enabled and forced, on every table with tenants, found"
                                + " none on " + open
                                + "; ALTER TABLE ... ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
            }
        } catch (SQLException e) {
            throw PostgresDialect.failure(e);
        }
    }

    private static void refuseMightyRole(DataSource source) throws SQLException, DatabaseException {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement(ROLE);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                if (row.getBoolean(2) || row.getBoolean(3)) {
                    throw new DatabaseException(
                            Kind.UNSAFE,
                            "registry: expected a plain role, found " + row.getString(1) + " with "
                                    + (row.getBoolean(2) ? "SUPERUSER" : "BYPASSRLS")
                                    + ", for which row-level security does not hold; CREATE ROLE name LOGIN, make it"
                                    + " the owner of the database, and give its name as user");
                }
            }
        }
    }

    private static List<String> names(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        }
    }
}
