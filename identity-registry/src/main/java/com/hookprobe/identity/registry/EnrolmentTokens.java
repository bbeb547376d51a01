package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.EnrolmentToken.Failure;
import com.hookprobe.identity.registry.EnrolmentToken.Issued;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.identity.registry.sql.Transaction;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One-time tokens by which a person approves a device before it asks. (identity.md, 10.9.) Safe for use by many threads.
 */
public final class EnrolmentTokens {
    /** How many tokens or failures are listed at once. */
    public static final int LIMIT_MAX = 1_000;

    static final String COLUMNS = "token_id, tenant_id, site_id, tier, name, created_at, expires_at, created_by,"
            + " failures, used_at, used_by, revoked_at, revoked_by";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Store store;

    EnrolmentTokens(Store store) {
        this.store = store;
    }

    /**
     * Makes a token.
     *
     * @param by the person who answers for the device that will use it
     * @throws RegistryException NOT_FOUND when the tenant or site is not there; NOT_ALLOWED for a tenant outside this scope
     */
    public Issued issue(TokenTerms terms, String by) throws RegistryException {
        Texts.by(by);
        store.mustHold(terms.tenant());
        byte[] secret = TokenText.newSecret(RANDOM);
        byte[] hash = TokenText.hash(secret);
        String id = TokenText.id(hash);
        String text = TokenText.text(secret);
        Arrays.fill(secret, (byte) 0);
        EnrolmentToken token = store.write(journal -> {
            Transaction sql = journal.sql();
            Tenants.required(sql, terms.tenant());
            if (terms.site().isPresent()) {
                Devices.siteExists(sql, terms.tenant().value(), terms.site().get());
            }
            sql.update(
                    "INSERT INTO enrolment_tokens(token_id, token_hash, tenant_id, site_id, tier, name, created_at,"
                            + " expires_at, created_by, failures) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                    id,
                    hash,
                    terms.tenant().value(),
                    terms.site().map(SiteId::value).orElse(null),
                    terms.tier().map(Tier::text).orElse(null),
                    terms.name().orElse(null),
                    journal.seconds(),
                    journal.seconds() + terms.validFor().toSeconds(),
                    by);
            journal.append(
                    terms.tenant(),
                    null,
                    "issue-token",
                    null,
                    null,
                    by,
                    "token " + id + " for " + terms.tier().map(Tier::text).orElse("any tier") + ", "
                            + terms.name().map(name -> "'" + name + "'").orElse("any name") + ", valid "
                            + terms.validFor().toSeconds() + " s");
            return required(sql, id);
        });
        return new Issued(token, text);
    }

    /** Finds a token by its id. */
    public Optional<EnrolmentToken> find(String id) throws RegistryException {
        return store.read(transaction -> byId(transaction, id));
    }

    /**
     * Lists tokens, the newest first.
     *
     * @param after the last one of the page before, if there was one
     * @param limit 1 to {@link #LIMIT_MAX}
     */
    public List<EnrolmentToken> list(Optional<EnrolmentToken> after, int limit) throws RegistryException {
        Texts.limit(limit, LIMIT_MAX);
        long created = after.map(token -> token.created().getEpochSecond()).orElse(Long.MAX_VALUE);
        String id = after.map(EnrolmentToken::id).orElse("");
        return List.copyOf(store.read(transaction -> transaction.query(
                EnrolmentTokens::token,
                "SELECT " + COLUMNS + " FROM enrolment_tokens WHERE {tenant} AND (created_at, token_id) < (?, ?)"
                        + " ORDER BY created_at DESC, token_id DESC LIMIT ?",
                created,
                id,
                limit)));
    }

    /**
     * Takes a token back that was not used. A token that is revoked already stays as it is.
     *
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when a device has used it: that one is to be revoked
     */
    public EnrolmentToken revoke(String id, String by) throws RegistryException {
        Texts.by(by);
        return store.write(journal -> {
            EnrolmentToken token = required(journal.sql(), id);
            if (token.usedBy().isPresent()) {
                throw new RegistryException(
                        Kind.NOT_ALLOWED,
                        "registry: expected a token that was not used, found " + id + " used by "
                                + token.usedBy().get().shortHex() + "; revoke that device");
            }
            if (token.revokedAt().isEmpty()) {
                TokenGate.revoke(journal, token, by);
            }
            return required(journal.sql(), id);
        });
    }

    /**
     * Lists requests that were not let in, the newest first; the last {@link TokenGate#FAILURES_MAX} of each tenant are kept.
     *
     * @param limit 1 to {@link #LIMIT_MAX}
     */
    public List<Failure> failures(int limit) throws RegistryException {
        Texts.limit(limit, LIMIT_MAX);
        return List.copyOf(store.read(transaction -> transaction.query(
                row -> new Failure(
                        new TenantId(row.getString(1)),
                        Instant.ofEpochSecond(row.getLong(2)),
                        Optional.ofNullable(row.getString(3)),
                        NodeId.parse(row.getString(4)),
                        row.getString(5)),
                "SELECT tenant_id, timestamp, token_id, device_id, reason FROM enrolment_failures WHERE {tenant}"
                        + " ORDER BY timestamp DESC, entry DESC LIMIT ?",
                limit)));
    }

    static Optional<EnrolmentToken> byHash(Transaction transaction, byte[] hash)
            throws RegistryException, DatabaseException {
        return transaction
                .query(
                        EnrolmentTokens::token,
                        "SELECT " + COLUMNS + " FROM enrolment_tokens WHERE token_hash = ? AND {tenant}",
                        hash)
                .stream()
                .findFirst();
    }

    private static Optional<EnrolmentToken> byId(Transaction transaction, String id)
            throws RegistryException, DatabaseException {
        return transaction
                .query(
                        EnrolmentTokens::token,
                        "SELECT " + COLUMNS + " FROM enrolment_tokens WHERE token_id = ? AND {tenant}",
                        id)
                .stream()
                .findFirst();
    }

    private static EnrolmentToken required(Transaction transaction, String id)
            throws RegistryException, DatabaseException {
        return byId(transaction, id)
                .orElseThrow(() ->
                        new RegistryException(Kind.NOT_FOUND, "registry: expected a token " + id + ", found none"));
    }

    private static EnrolmentToken token(ResultSet row) throws SQLException, RegistryException {
        try {
            return new EnrolmentToken(
                    row.getString(1),
                    new TenantId(row.getString(2)),
                    Optional.ofNullable(row.getString(3)).map(SiteId::new),
                    Optional.ofNullable(row.getString(4)).map(RegistryRows::tier),
                    Optional.ofNullable(row.getString(5)),
                    Instant.ofEpochSecond(row.getLong(6)),
                    Instant.ofEpochSecond(row.getLong(7)),
                    row.getString(8),
                    row.getLong(9),
                    moment(RegistryRows.number(row, 10)),
                    Optional.ofNullable(row.getString(11)).map(NodeId::parse),
                    moment(RegistryRows.number(row, 12)),
                    Optional.ofNullable(row.getString(13)));
        } catch (IllegalArgumentException e) {
            throw RegistryException.damaged("enrolment_tokens", e);
        }
    }

    private static Optional<Instant> moment(OptionalLong seconds) {
        return seconds.isPresent() ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong())) : Optional.empty();
    }
}
