package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of {@code accounts} and {@code account_roles}. Every method runs inside a transaction of the caller. */
final class AccountTable {
    /** Who granted a role: a person here, or the identity provider at each login anew. */
    enum Source {
        LOCAL,
        OIDC
    }

    private static final String COLUMNS =
            "SELECT account_id, tenant_id, name, password, must_change, disabled, created,"
                    + " created_by, last_login FROM accounts WHERE {tenant}";

    /** An account with what is not shown. */
    record Stored(Account account, @Nullable String password) {}

    private AccountTable() {}

    static Optional<Stored> byName(Transaction tx, LoginName name) throws DatabaseException {
        return one(tx, COLUMNS + " AND tenant_id = ? AND name = ?", Places.text(name.home()), name.name());
    }

    static Optional<Stored> byId(Transaction tx, String id) throws DatabaseException {
        return one(tx, COLUMNS + " AND account_id = ?", id);
    }

    static List<Account> page(Transaction tx, String afterName, int limit) throws DatabaseException {
        List<Row> rows = tx.query(
                AccountTable::row,
                COLUMNS + " AND tenant_id || '/' || name > ? ORDER BY tenant_id || '/' || name LIMIT ?",
                afterName,
                limit);
        List<Account> accounts = new java.util.ArrayList<>(rows.size());
        for (Row row : rows) {
            accounts.add(stored(tx, row).account());
        }
        return accounts;
    }

    static void insert(Transaction tx, Account account, @Nullable String password, long now) throws DatabaseException {
        tx.update(
                "INSERT INTO accounts(account_id, tenant_id, name, password, password_changed, must_change, disabled, created,"
                        + " created_by, last_login) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                account.id(),
                Places.text(account.home()),
                account.name().name(),
                password,
                password == null ? null : now,
                account.mustChange() ? 1 : 0,
                account.disabled() ? 1 : 0,
                account.created().getEpochSecond(),
                account.createdBy(),
                null);
    }

    static void setPassword(Transaction tx, String id, String password, boolean mustChange, long now)
            throws DatabaseException {
        tx.update(
                "UPDATE accounts SET password = ?, password_changed = ?, must_change = ? WHERE {tenant} AND account_id = ?",
                password,
                now,
                mustChange ? 1 : 0,
                id);
    }

    static void setDisabled(Transaction tx, String id, boolean disabled) throws DatabaseException {
        tx.update("UPDATE accounts SET disabled = ? WHERE {tenant} AND account_id = ?", disabled ? 1 : 0, id);
    }

    static void loggedIn(Transaction tx, String id, long now) throws DatabaseException {
        tx.update("UPDATE accounts SET last_login = ? WHERE {tenant} AND account_id = ?", now, id);
    }

    static void grant(Transaction tx, Account account, Grant grant, Source source, String by, long now)
            throws DatabaseException {
        tx.update(
                "INSERT INTO account_roles(account_id, tenant_id, role, granted_in, source, granted_at, granted_by)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                account.id(),
                Places.text(account.home()),
                grant.role().name(),
                Places.text(grant.where()),
                source.name(),
                now,
                by);
    }

    static int revoke(Transaction tx, String id, Grant grant, Source source) throws DatabaseException {
        return tx.update(
                "DELETE FROM account_roles WHERE {tenant} AND account_id = ? AND role = ? AND granted_in = ? AND source = ?",
                id,
                grant.role().name(),
                Places.text(grant.where()),
                source.name());
    }

    static Set<Grant> grants(Transaction tx, String id, Source source) throws DatabaseException {
        return new HashSet<>(tx.query(
                AccountTable::grantRow,
                "SELECT role, granted_in FROM account_roles WHERE {tenant} AND account_id = ? AND source = ?",
                id,
                source.name()));
    }

    /** Enabled accounts that a person here made platform admin, but for one. What an identity provider says can be gone tomorrow. */
    static long otherPlatformAdmins(Transaction tx, String butId) throws DatabaseException {
        return tx.number(
                "SELECT count(*) FROM accounts a JOIN account_roles r ON r.account_id = a.account_id WHERE {a.tenant} AND"
                        + " r.role = ? AND r.source = ? AND a.disabled = 0 AND a.password IS NOT NULL AND a.account_id <> ?",
                Role.PLATFORM_ADMIN.name(),
                Source.LOCAL.name(),
                butId);
    }

    static boolean tenantExists(Transaction tx, Scope home) throws DatabaseException {
        return home.equals(Scope.platform())
                || tx.number("SELECT count(*) FROM tenants WHERE {tenant} AND tenant_id = ?", Places.text(home)) == 1;
    }

    private static Optional<Stored> one(Transaction tx, String sql, @Nullable Object... arguments)
            throws DatabaseException {
        List<Row> rows = tx.query(AccountTable::row, sql, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(stored(tx, rows.get(0)));
    }

    private static Stored stored(Transaction tx, Row row) throws DatabaseException {
        Set<Grant> grants = new HashSet<>(tx.query(
                AccountTable::grantRow,
                "SELECT role, granted_in FROM account_roles WHERE {tenant} AND account_id = ?",
                row.id()));
        return new Stored(
                new Account(
                        row.id(),
                        row.name(),
                        row.password() != null,
                        row.mustChange(),
                        row.disabled(),
                        Instant.ofEpochSecond(row.created()),
                        row.createdBy(),
                        row.lastLogin() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(row.lastLogin())),
                        grants),
                row.password());
    }

    private static Grant grantRow(ResultSet row) throws SQLException {
        return new Grant(Role.valueOf(row.getString(1)), Places.of(row.getString(2)));
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                new LoginName(Places.of(row.getString(2)), row.getString(3)),
                row.getString(4),
                row.getInt(5) != 0,
                row.getInt(6) != 0,
                row.getLong(7),
                row.getString(8),
                row.getLong(9));
    }

    private record Row(
            String id,
            LoginName name,
            @Nullable String password,
            boolean mustChange,
            boolean disabled,
            long created,
            String createdBy,
            long lastLogin) {}
}
