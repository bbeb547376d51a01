package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows of {@code api_tokens}. Every method runs inside a transaction of the caller. */
final class TokenTable {
    record Stored(ApiToken token, String accountId, String hash) {}

    private static final String SELECT =
            "SELECT t.token_id, a.tenant_id, a.name, t.label, t.scopes, t.created, t.expires,"
                    + " t.last_used, t.revoked, t.account_id, t.secret_hash FROM api_tokens t JOIN accounts a ON a.account_id ="
                    + " t.account_id WHERE {t.tenant}";

    private TokenTable() {}

    static void insert(Transaction tx, ApiToken token, Account account, String hash) throws DatabaseException {
        tx.update(
                "INSERT INTO api_tokens(token_id, tenant_id, account_id, label, secret_hash, scopes, created, expires, last_used,"
                        + " revoked, revoked_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
                token.id(),
                Places.text(account.home()),
                account.id(),
                token.label(),
                hash,
                token.scopes().stream().map(Operation::text).sorted().collect(Collectors.joining(" ")),
                token.created().getEpochSecond(),
                token.expires().getEpochSecond());
    }

    static Optional<Stored> find(Transaction tx, String id) throws DatabaseException {
        return tx.query(TokenTable::row, SELECT + " AND t.token_id = ?", id).stream()
                .findFirst();
    }

    static List<ApiToken> of(Transaction tx, String accountId) throws DatabaseException {
        return tx
                .query(TokenTable::row, SELECT + " AND t.account_id = ? ORDER BY t.created, t.token_id", accountId)
                .stream()
                .map(Stored::token)
                .toList();
    }

    static long live(Transaction tx, String accountId, long now) throws DatabaseException {
        return tx.number(
                "SELECT count(*) FROM api_tokens WHERE {tenant} AND account_id = ? AND revoked IS NULL AND expires > ?",
                accountId,
                now);
    }

    /** Returns false when it is revoked already. */
    static boolean revoke(Transaction tx, String id, String by, long now) throws DatabaseException {
        return tx.update(
                        "UPDATE api_tokens SET revoked = ?, revoked_by = ? WHERE {tenant} AND token_id = ? AND revoked IS NULL",
                        now,
                        by,
                        id)
                == 1;
    }

    static void used(Transaction tx, String id, long hour) throws DatabaseException {
        tx.update("UPDATE api_tokens SET last_used = ? WHERE {tenant} AND token_id = ?", hour, id);
    }

    private static Stored row(ResultSet row) throws SQLException {
        Set<Operation> scopes = EnumSet.noneOf(Operation.class);
        for (String text : row.getString(5).split(" ", -1)) {
            // An operation that a later program took away gives nothing.
            Operation.ofText(text).ifPresent(scopes::add);
        }
        return new Stored(
                new ApiToken(
                        row.getString(1),
                        new LoginName(Places.of(row.getString(2)), row.getString(3)).text(),
                        row.getString(4),
                        scopes,
                        Instant.ofEpochSecond(row.getLong(6)),
                        Instant.ofEpochSecond(row.getLong(7)),
                        moment(row.getLong(8)),
                        moment(row.getLong(9))),
                row.getString(10),
                row.getString(11));
    }

    private static Optional<Instant> moment(long seconds) {
        return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }
}
