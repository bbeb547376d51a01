package com.hookprobe.identity.registry.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one transaction. Used by one thread, and only inside its {@link Work}.
 *
 * <p>Where a statement chooses rows it says <code>{tenant}</code>, or <code>{alias.tenant}</code>, as a condition; it becomes the
 * scope's tenant, or nothing for the platform. A statement that forgets it is refused in every scope, so that the first test
 * that runs it finds it. Tables without tenants are named by {@link #NO_TENANT} at the statement's beginning.
 *
 * <p>Arguments are String, Integer, Long, Double, byte[] or null, one for each {@code ?}; question marks in literals are not
 * understood.
 */
public final class Transaction {
    /** Begins a statement on tables that have no tenant. On PostgreSQL, rows of others stay hidden all the same. */
    public static final String NO_TENANT = "/* no tenant */ ";

    private static final Pattern MARK = Pattern.compile("\\?|\\{(?:([a-z]+)\\.)?tenant\\}");
    private static final Pattern ADDS_VALUES =
            Pattern.compile("INSERT\\s(?!.*\\sFROM\\s).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Connection connection;
    private final Scope scope;
    private final Dialect dialect;

    Transaction(Connection connection, Scope scope, Dialect dialect) {
        this.connection = connection;
        this.scope = scope;
        this.dialect = dialect;
    }

    /** Returns whose rows these are. */
    public Scope scope() {
        return scope;
    }

    /** Reads all rows of a query. */
    public <T, E extends Exception> List<T> query(RowReader<T, E> reader, String sql, @Nullable Object... arguments)
            throws E, DatabaseException {
        Bound bound = bind(sql, arguments);
        try (PreparedStatement statement = bound.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        } catch (SQLException e) {
            throw dialect.failed(e);
        }
    }

    /**
     * Reads the one number of a query.
     *
     * @return 0 where the database has NULL
     */
    public long number(String sql, @Nullable Object... arguments) throws DatabaseException {
        List<Long> found = query(row -> row.getLong(1), sql, arguments);
        if (found.size() != 1) {
            throw new IllegalStateException("expected one row with a number, found " + found.size() + ": " + sql);
        }
        return found.get(0);
    }

    /** Changes rows; returns how many. */
    public int update(String sql, @Nullable Object... arguments) throws DatabaseException {
        Bound bound = bind(sql, arguments);
        try (PreparedStatement statement = bound.prepare(connection)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw dialect.failed(e);
        }
    }

    /** Runs one statement with many rows of arguments; returns how many rows each changed. */
    public int[] batch(String sql, List<@Nullable Object[]> rows) throws DatabaseException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement =
                connection.prepareStatement(bind(sql, rows.get(0)).sql())) {
            for (@Nullable Object[] row : rows) {
                bind(sql, row).set(statement);
                statement.addBatch();
            }
            return statement.executeBatch();
        } catch (SQLException e) {
            throw dialect.failed(e);
        }
    }

    private Bound bind(String sql, @Nullable Object... arguments) {
        Matcher mark = MARK.matcher(sql);
        StringBuilder text = new StringBuilder();
        List<@Nullable Object> values = new ArrayList<>();
        int taken = 0;
        boolean scoped = sql.startsWith(NO_TENANT) || ADDS_VALUES.matcher(sql).matches();
        while (mark.find()) {
            if (mark.group().equals("?")) {
                if (taken == arguments.length) {
                    throw new IllegalStateException("expected more than " + taken + " arguments for " + sql);
                }
                values.add(arguments[taken++]);
                mark.appendReplacement(text, "?");
            } else {
                scoped = true;
                if (scope instanceof Scope.Tenant tenant) {
                    String column = mark.group(1) == null ? "tenant_id" : mark.group(1) + ".tenant_id";
                    values.add(tenant.id().value());
                    mark.appendReplacement(text, column + " = ?");
                } else {
                    mark.appendReplacement(text, "1 = 1");
                }
            }
        }
        mark.appendTail(text);
        if (taken != arguments.length) {
            throw new IllegalStateException("expected " + taken + " arguments, found " + arguments.length + ": " + sql);
        }
        if (!scoped) {
            throw new IllegalStateException("expected {tenant} as a condition, found none in " + sql);
        }
        return new Bound(text.toString(), values);
    }

    private record Bound(String sql, List<@Nullable Object> values) {
        PreparedStatement prepare(Connection connection) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            try {
                set(statement);
                return statement;
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        }

        void set(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        }
    }
}
