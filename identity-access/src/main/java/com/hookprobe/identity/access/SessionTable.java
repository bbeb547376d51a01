package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.List;
import java.util.Optional;

/** Rows of {@code access_sessions}. Every method runs inside a transaction of the caller. */
final class SessionTable {
    record Stored(String id, String hash, String accountId, long lastUsed, long expires) {}

    private SessionTable() {}

    static void insert(Transaction tx, Account account, SecretText secret, String address, long now, long expires)
            throws DatabaseException {
        tx.update(
                "INSERT INTO access_sessions(session_id, tenant_id, account_id, secret_hash, created, last_used, expires, address)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                secret.id(),
                Places.text(account.home()),
                account.id(),
                secret.storedHash(),
                now,
                now,
                expires,
                AuditText.clean(address, AuditRecord.ADDRESS_CHARS_MAX));
    }

    static Optional<Stored> find(Transaction tx, String id) throws DatabaseException {
        return tx
                .query(
                        row -> new Stored(
                                row.getString(1), row.getString(2), row.getString(3), row.getLong(4), row.getLong(5)),
                        "SELECT session_id, secret_hash, account_id, last_used, expires FROM access_sessions WHERE {tenant}"
                                + " AND session_id = ?",
                        id)
                .stream()
                .findFirst();
    }

    static void used(Transaction tx, String id, long now) throws DatabaseException {
        tx.update("UPDATE access_sessions SET last_used = ? WHERE {tenant} AND session_id = ?", now, id);
    }

    static void end(Transaction tx, String id) throws DatabaseException {
        tx.update("DELETE FROM access_sessions WHERE {tenant} AND session_id = ?", id);
    }

    static void endAll(Transaction tx, String accountId) throws DatabaseException {
        tx.update("DELETE FROM access_sessions WHERE {tenant} AND account_id = ?", accountId);
    }

    /** Deletes what is over, and the least recently used when an account has more than it may. */
    static void trim(Transaction tx, String accountId, long now, long idleSeconds, int keep) throws DatabaseException {
        tx.update(
                "DELETE FROM access_sessions WHERE {tenant} AND account_id = ? AND (expires <= ? OR last_used <= ?)",
                accountId,
                now,
                now - idleSeconds);
        List<String> newest = tx.query(
                row -> row.getString(1),
                "SELECT session_id FROM access_sessions WHERE {tenant} AND account_id = ? ORDER BY last_used DESC, created DESC,"
                        + " session_id",
                accountId);
        for (String id : newest.subList(Math.min(keep, newest.size()), newest.size())) {
            end(tx, id);
        }
    }
}
