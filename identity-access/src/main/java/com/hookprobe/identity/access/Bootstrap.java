package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.access.AccountTable.Source;
import com.hookprobe.identity.access.AuditRecord.Outcome;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The first administrator: while there is none, a secret of one use is made on this machine and printed once; who has it makes the
 * account. There is no default password at any time. (access.md 2.5.)
 */
public final class Bootstrap {
    /** How long a secret is good for. */
    public static final Duration LIFE = Duration.ofHours(1);

    private final AccessStore store;
    private final Accounts accounts;
    private final Passwords passwords;
    private final SecureRandom random;

    Bootstrap(AccessStore store, Accounts accounts, Passwords passwords, SecureRandom random) {
        this.store = store;
        this.accounts = accounts;
        this.passwords = passwords;
        this.random = random;
    }

    /**
     * Makes the secret; an earlier one is then of no use.
     *
     * @param by who opened the database
     * @return the secret, or nothing when there is an administrator
     */
    public Optional<String> offer(Principal by) throws DatabaseException {
        SecretText secret = SecretText.draw(SecretText.Kind.BOOTSTRAP, random);
        return store.change(Scope.platform(), (tx, audit) -> {
            if (AccountTable.otherPlatformAdmins(tx, "") > 0) {
                return Optional.<String>empty();
            }
            tx.update(Transaction.NO_TENANT + "DELETE FROM access_bootstrap");
            tx.update(
                    "INSERT INTO access_bootstrap(id, secret_hash, expires) VALUES (1, ?, ?)",
                    secret.storedHash(),
                    store.nowSeconds() + LIFE.toSeconds());
            audit.record(entry(by, Outcome.DONE, "offered"));
            return Optional.of(secret.reveal());
        });
    }

    /**
     * Makes the first administrator and uses the secret up.
     *
     * @param password not overwritten; its owner chose it, so it need not be changed
     * @throws AccessException NOT_AUTHENTICATED when the secret is wrong, used or expired, INVALID
     */
    public Account redeem(String text, String name, char[] password) throws DatabaseException {
        LoginName login = new LoginName(Scope.platform(), name);
        Optional<SecretText> secret = SecretText.parse(SecretText.Kind.BOOTSTRAP, text);
        // The secret first: who has none must not make this machine hash passwords.
        if (secret.isEmpty() || !store.read(Scope.platform(), tx -> isOffered(tx, secret.get()))) {
            throw refused();
        }
        String hash = passwords.hash(password, name);
        Optional<Account> made = store.change(Scope.platform(), (tx, audit) -> {
            if (!isOffered(tx, secret.get()) || AccountTable.otherPlatformAdmins(tx, "") > 0) {
                return Optional.<Account>empty();
            }
            if (AccountTable.byName(tx, login).isPresent()) {
                throw new AccessException(Kind.CONFLICT, "account: expected a free name, found " + name + " taken");
            }
            tx.update(Transaction.NO_TENANT + "DELETE FROM access_bootstrap");
            Account account = accounts.newAccount(login, true, false, "bootstrap");
            AccountTable.insert(tx, account, hash, store.nowSeconds());
            AccountTable.grant(
                    tx,
                    account,
                    new Grant(Role.PLATFORM_ADMIN, Scope.platform()),
                    Source.LOCAL,
                    "bootstrap",
                    store.nowSeconds());
            audit.record(new AuditEntry(
                    Scope.platform(),
                    login.text(),
                    Principal.Origin.UNKNOWN,
                    "bootstrap",
                    Outcome.DONE,
                    name,
                    "redeemed",
                    ""));
            return AccountTable.byName(tx, login).map(AccountTable.Stored::account);
        });
        return made.orElseThrow(this::refusedQuietly);
    }

    private boolean isOffered(Transaction tx, SecretText secret) throws DatabaseException {
        List<String> hashes = tx.query(
                row -> row.getString(1),
                Transaction.NO_TENANT + "SELECT secret_hash FROM access_bootstrap WHERE expires > ?",
                store.nowSeconds());
        return hashes.size() == 1 && secret.matches(hashes.get(0));
    }

    private AccessException refused() throws DatabaseException {
        store.record(new AuditEntry(
                Scope.platform(),
                AuditEntry.UNKNOWN,
                Principal.Origin.UNKNOWN,
                "bootstrap",
                Outcome.REFUSED,
                "",
                "wrong, used or expired secret",
                ""));
        return refusedQuietly();
    }

    private AccessException refusedQuietly() {
        return new AccessException(
                Kind.NOT_AUTHENTICATED,
                "bootstrap: expected the secret that was printed last, found one that is wrong, used or expired; print another"
                        + " with 'account bootstrap' on the server's machine");
    }

    private static AuditEntry entry(Principal by, Outcome outcome, String detail) {
        return new AuditEntry(by.home(), by.name(), by.origin(), "bootstrap", outcome, "", detail, "");
    }
}
