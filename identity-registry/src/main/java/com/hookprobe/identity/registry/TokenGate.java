package com.hookprobe.identity.registry;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets devices in by their tokens. What a token does not let in is told to the operator with its reason, and to the device in
 * one way only: it must not be able to learn from answers what a token that it has found would need. What strangers can make
 * grow is bounded: rows of failures by number, a token's failures by its end, writes for unknown and spent tokens by a rate.
 */
final class TokenGate {
    /** After so many failures a token is revoked: whoever has it is not who it was made for. */
    static final int TOKEN_FAILURES_MAX = 5;

    /** Failures kept of each tenant. */
    static final int FAILURES_MAX = 1_000;

    /** Failures with unknown or spent tokens that are written down in a minute; the others are refused alike. */
    static final int SPENT_PER_MINUTE = 60;

    private record Answer(Optional<RegisteredDevice> device) {
        private static final Answer NO = new Answer(Optional.empty());
    }

    private long minute;
    private int noted;

    /** The device, ACTIVE; used-up token and device are one transaction. */
    RegisteredDevice enrol(Store store, EnrolmentRequest request, Optional<byte[]> secret) throws RegistryException {
        byte @Nullable [] hash = secret.map(TokenText::hash).orElse(null);
        boolean open = hash != null
                && store.read(transaction -> EnrolmentTokens.byHash(transaction, hash)
                        .filter(EnrolmentToken::open)
                        .isPresent());
        if (!open && !mayNote(store)) {
            throw refused();
        }
        Answer answer = store.write(journal -> hash == null
                ? refuse(journal, store.home(), null, request, "text that is no token")
                : answer(journal, store.home(), request, hash));
        return answer.device().orElseThrow(TokenGate::refused);
    }

    private static Answer answer(Journal journal, TenantId home, EnrolmentRequest request, byte[] hash)
            throws RegistryException, DatabaseException {
        Transaction sql = journal.sql();
        Optional<EnrolmentToken> found = EnrolmentTokens.byHash(sql, hash);
        if (found.isEmpty()) {
            return refuse(journal, home, null, request, "unknown token");
        }
        EnrolmentToken token = found.get();
        Optional<String> objection = objection(token, request, journal.seconds());
        if (objection.isPresent()) {
            return refuse(journal, token.tenant(), token, request, objection.get());
        }
        NodeId id = request.card().nodeId();
        String by = "token " + token.id() + " of " + token.by();
        try {
            if (Devices.find(sql, id).isPresent()) {
                return refuse(journal, token.tenant(), token, request, "a device that is known already");
            }
            Enrolments.insert(
                    journal,
                    request,
                    new Enrolments.Destination(token.tenant(), token.site(), Optional.empty(), Optional.empty()));
        } catch (RegistryException e) {
            if (e.kind() != Kind.CONFLICT) {
                throw e;
            }
            return refuse(journal, token.tenant(), token, request, "a device or key that is known already");
        }
        int used = sql.update(
                "UPDATE enrolment_tokens SET used_at = ?, used_by = ? WHERE token_id = ? AND used_at IS NULL"
                        + " AND revoked_at IS NULL AND {tenant}",
                journal.seconds(),
                id.hex(),
                token.id());
        if (used != 1) {
            throw new IllegalStateException("expected a token that nobody else uses in this transaction");
        }
        return new Answer(Optional.of(Lifecycle.change(
                journal, id, Transition.ADMIT, OptionalLong.empty(), by, "one-time token " + token.id())));
    }

    private static Optional<String> objection(EnrolmentToken token, EnrolmentRequest request, long now) {
        if (token.revokedAt().isPresent()) {
            return Optional.of("revoked token");
        }
        if (token.usedBy().isPresent()) {
            return Optional.of("token used already by " + token.usedBy().get().shortHex());
        }
        if (token.expires().getEpochSecond() <= now) {
            return Optional.of("expired token");
        }
        if (token.tier().isPresent() && token.tier().get() != request.card().tier()) {
            return Optional.of("token for a " + token.tier().get().text() + ", request of a "
                    + request.card().tier().text());
        }
        if (token.name().isPresent()
                && !token.name().get().equals(request.card().name())) {
            return Optional.of("token for '" + token.name().get() + "', request of '"
                    + request.card().name() + "'");
        }
        return Optional.empty();
    }

    private static Answer refuse(
            Journal journal, TenantId tenant, @Nullable EnrolmentToken token, EnrolmentRequest request, String reason)
            throws DatabaseException {
        Transaction sql = journal.sql();
        long entry = 1
                + sql.number(
                        "SELECT coalesce(max(entry), 0) FROM enrolment_failures WHERE tenant_id = ? AND {tenant}",
                        tenant.value());
        sql.update(
                "INSERT INTO enrolment_failures(tenant_id, entry, timestamp, token_id, device_id, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                tenant.value(),
                entry,
                journal.seconds(),
                token == null ? null : token.id(),
                request.card().nodeId().hex(),
                reason);
        sql.update(
                "DELETE FROM enrolment_failures WHERE tenant_id = ? AND entry <= ? AND {tenant}",
                tenant.value(),
                entry - FAILURES_MAX);
        if (token != null) {
            sql.update(
                    "UPDATE enrolment_tokens SET failures = failures + 1 WHERE token_id = ? AND {tenant}", token.id());
            if (token.open() && token.failures() + 1 >= TOKEN_FAILURES_MAX) {
                revoke(journal, token, "registry");
            }
        }
        return Answer.NO;
    }

    static void revoke(Journal journal, EnrolmentToken token, String by) throws DatabaseException {
        journal.sql()
                .update(
                        "UPDATE enrolment_tokens SET revoked_at = ?, revoked_by = ? WHERE token_id = ?"
                                + " AND used_at IS NULL AND revoked_at IS NULL AND {tenant}",
                        journal.seconds(),
                        by,
                        token.id());
        journal.append(token.tenant(), null, "revoke-token", null, null, by, "token " + token.id());
    }

    private synchronized boolean mayNote(Store store) {
        long now = store.clock().instant().getEpochSecond() / 60;
        if (now != minute) {
            minute = now;
            noted = 0;
        }
        if (noted == SPENT_PER_MINUTE) {
            return false;
        }
        noted++;
        return true;
    }

    private static RegistryException refused() {
        return new RegistryException(
                Kind.REFUSED,
                "registry: expected a valid enrolment token for this device, found another; ask who gave it to you for a"
                        + " new one");
    }
}
