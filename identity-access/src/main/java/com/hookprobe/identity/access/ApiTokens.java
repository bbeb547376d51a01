package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.access.AccountTable.Stored;
import com.hookprobe.identity.access.AuditRecord.Outcome;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens for programs that act as an account: {@code hpt_ID_SECRET_CHECKSUM}. A token can do what its account may and its scopes
 * name, the account's roles read anew at each use. Revoked or expired, or with its account disabled, it is nothing at the next use.
 * Safe for use by many threads and processes. (access.md 3.4 and 6.)
 */
public final class ApiTokens {
    /** The longest life of a token. */
    public static final Duration LIFE_MAX = Duration.ofDays(366);

    /** How many live tokens an account may have. */
    public static final int PER_ACCOUNT_MAX = 50;

    private static final int LABEL_CHARS_MAX = 64;
    private static final long HOUR_SECONDS = 3_600;

    private final AccessStore store;
    private final Gate gate;
    private final SecureRandom random;

    ApiTokens(AccessStore store, Gate gate, SecureRandom random) {
        this.store = store;
        this.gate = gate;
        this.random = random;
    }

    /**
     * Makes a token of one's own account.
     *
     * @param scopes at least one; each among those that the asker has, so that no token makes a stronger one
     * @param life one minute to {@link #LIFE_MAX}
     * @throws AccessException INVALID, NOT_PERMITTED, FULL
     */
    public ApiToken.Made make(Principal self, String label, Set<Operation> scopes, Duration life)
            throws DatabaseException {
        gate.check(self, Operation.ACCOUNT_TOKENS_MAKE, self.home(), self.name());
        String clean = AuditText.clean(label, LABEL_CHARS_MAX);
        if (label.isBlank() || !clean.equals(label)) {
            throw new AccessException(
                    Kind.INVALID, "token: expected a label of 1 to " + LABEL_CHARS_MAX + " printable ASCII characters");
        }
        if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(LIFE_MAX) > 0) {
            throw new AccessException(
                    Kind.INVALID,
                    "token: expected a life of 1 minute to " + LIFE_MAX.toDays() + " days, found " + life);
        }
        if (scopes.isEmpty() || !self.narrowedTo().containsAll(scopes)) {
            throw new AccessException(
                    Kind.INVALID,
                    "token: expected scopes among those of who makes it, found "
                            + scopes.stream()
                                    .filter(o -> !self.narrowedTo().contains(o))
                                    .map(Operation::text)
                                    .sorted()
                                    .toList()
                            + " beside them or none at all");
        }
        requireAccount(self);
        SecretText secret = SecretText.draw(SecretText.Kind.API_TOKEN, random);
        long now = store.nowSeconds();
        ApiToken token = store.change(self.home(), (tx, audit) -> {
            Account account = AccountTable.byId(tx, self.accountId())
                    .map(Stored::account)
                    .filter(a -> !a.disabled())
                    .orElseThrow(() -> new AccessException(Kind.NOT_FOUND, "token: the account is gone or disabled"));
            if (TokenTable.live(tx, account.id(), now) >= PER_ACCOUNT_MAX) {
                throw new AccessException(
                        Kind.FULL,
                        "token: expected fewer than " + PER_ACCOUNT_MAX + " live ones; revoke those not needed");
            }
            ApiToken made = new ApiToken(
                    secret.id(),
                    account.login(),
                    label,
                    scopes,
                    Instant.ofEpochSecond(now),
                    Instant.ofEpochSecond(now + life.toSeconds()),
                    Optional.empty(),
                    Optional.empty());
            TokenTable.insert(tx, made, account, secret.storedHash());
            audit.record(AuditEntry.of(
                    self,
                    Operation.ACCOUNT_TOKENS_MAKE,
                    self.home(),
                    Outcome.DONE,
                    "token " + made.id(),
                    scopes.size() + " scopes, until " + made.expires()));
            return made;
        });
        return new ApiToken.Made(token, secret.reveal());
    }

    /** Lists one's own tokens, those that are over, too. */
    public List<ApiToken> listOwn(Principal self) throws DatabaseException {
        gate.check(self, Operation.ACCOUNT_TOKENS_LIST, self.home(), self.name());
        requireAccount(self);
        return store.read(self.home(), tx -> TokenTable.of(tx, self.accountId()));
    }

    /** Lists another account's tokens. */
    public List<ApiToken> list(Principal by, LoginName name) throws DatabaseException {
        gate.check(by, Operation.API_TOKENS_LIST, name.home(), name.text());
        Optional<Stored> account = store.read(name.home(), tx -> AccountTable.byName(tx, name));
        if (account.isEmpty()) {
            throw gate.notFound(by, Operation.API_TOKENS_LIST, name.text());
        }
        return store.read(
                name.home(), tx -> TokenTable.of(tx, account.get().account().id()));
    }

    /** Revokes one of one's own tokens. */
    public void revokeOwn(Principal self, String id) throws DatabaseException {
        gate.check(self, Operation.ACCOUNT_TOKENS_REVOKE, self.home(), "token " + id);
        requireAccount(self);
        Optional<TokenTable.Stored> token = store.read(self.home(), tx -> TokenTable.find(tx, id));
        if (token.isEmpty() || !token.get().accountId().equals(self.accountId())) {
            throw gate.notFound(self, Operation.ACCOUNT_TOKENS_REVOKE, "token " + id);
        }
        revoke(self, Operation.ACCOUNT_TOKENS_REVOKE, self.home(), id);
    }

    /** Revokes a token of another account. */
    public void revoke(Principal by, String id) throws DatabaseException {
        for (Scope scope : by.scopes()) {
            Optional<TokenTable.Stored> token = store.read(scope, tx -> TokenTable.find(tx, id));
            if (token.isPresent()) {
                Scope home = LoginName.parse(token.get().token().owner()).home();
                gate.check(by, Operation.API_TOKENS_REVOKE, home, "token " + id);
                revoke(by, Operation.API_TOKENS_REVOKE, home, id);
                return;
            }
        }
        throw gate.notFound(by, Operation.API_TOKENS_REVOKE, "token " + id);
    }

    /** Who holds this token; empty when it is none, expired, revoked, or of a disabled account. */
    public Optional<Principal> authenticate(String text) throws DatabaseException {
        Optional<SecretText> secret = SecretText.parse(SecretText.Kind.API_TOKEN, text);
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        Instant now = store.now();
        Optional<Found> found = store.read(Scope.platform(), tx -> {
            Optional<TokenTable.Stored> token = TokenTable.find(tx, secret.get().id())
                    .filter(t -> secret.get().matches(t.hash()))
                    .filter(t -> t.token().revoked().isEmpty()
                            && now.isBefore(t.token().expires()));
            if (token.isEmpty()) {
                return Optional.<Found>empty();
            }
            // access 5.6 holds for tokens, too: one that was made before must not go around the change.
            return AccountTable.byId(tx, token.get().accountId())
                    .map(Stored::account)
                    .filter(account -> !account.disabled() && !account.mustChange())
                    .map(account -> new Found(token.get().token(), account));
        });
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ApiToken token = found.get().token();
        Account account = found.get().account();
        long hour = now.getEpochSecond() / HOUR_SECONDS * HOUR_SECONDS;
        if (token.lastUsed().isEmpty() || token.lastUsed().get().getEpochSecond() != hour) {
            store.touch(account.home(), tx -> TokenTable.used(tx, token.id(), hour));
        }
        return Optional.of(new Principal(
                account.login() + " (token " + token.id() + ")",
                account.id(),
                account.home(),
                account.grants(),
                token.scopes(),
                Principal.Origin.TOKEN));
    }

    private void revoke(Principal by, Operation operation, Scope home, String id) throws DatabaseException {
        store.change(home, (tx, audit) -> {
            if (!TokenTable.revoke(tx, id, by.name(), store.nowSeconds())) {
                throw new AccessException(Kind.CONFLICT, "token " + id + " is revoked already");
            }
            audit.record(AuditEntry.of(by, operation, home, Outcome.DONE, "token " + id, ""));
            return id;
        });
    }

    private static void requireAccount(Principal self) {
        if (self.accountId().isEmpty()) {
            throw new AccessException(
                    Kind.NOT_FOUND, self.name() + " is no account: it has no tokens of its own; name an account");
        }
    }

    private record Found(ApiToken token, Account account) {}
}
