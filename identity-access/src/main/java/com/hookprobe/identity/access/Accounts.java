package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.access.AccountTable.Source;
import com.hookprobe.identity.access.AccountTable.Stored;
import com.hookprobe.identity.access.AuditRecord.Outcome;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of operators. Each method asks the {@link Gate} first, works in the scope of the account's home, and writes its row of
 * the audit in the same transaction. Safe for use by many threads and processes. (access.md 2 and 5.)
 */
public final class Accounts {
    /** How many roles an account may have. */
    public static final int GRANTS_MAX = 64;

    /** How many accounts a tenant, or the provider, may have. */
    public static final int PER_HOME_MAX = 10_000;

    private static final int ID_BYTES = 16;

    private final AccessStore store;
    private final Gate gate;
    private final Passwords passwords;
    private final SecureRandom random;

    Accounts(AccessStore store, Gate gate, Passwords passwords, SecureRandom random) {
        this.store = store;
        this.gate = gate;
        this.passwords = passwords;
        this.random = random;
    }

    /**
     * Makes an account without roles.
     *
     * @param password its first password, which its owner has to change; null for who comes by OpenID Connect. Not overwritten
     * @throws AccessException NOT_FOUND when there is no such tenant, CONFLICT when the name is taken, INVALID, FULL, NOT_PERMITTED
     */
    public Account add(Principal by, LoginName name, char @Nullable [] password) throws DatabaseException {
        gate.check(by, Operation.ACCOUNTS_ADD, name.home(), name.text());
        String hash = password == null ? null : passwords.hash(password, name.name());
        Optional<Account> added = store.change(name.home(), (tx, audit) -> {
            if (!AccountTable.tenantExists(tx, name.home())) {
                return Optional.<Account>empty();
            }
            if (AccountTable.byName(tx, name).isPresent()) {
                throw new AccessException(
                        Kind.CONFLICT, "account: expected a free name, found " + name + " taken; choose another");
            }
            if (tx.number("SELECT count(*) FROM accounts WHERE {tenant} AND tenant_id = ?", Places.text(name.home()))
                    >= PER_HOME_MAX) {
                throw new AccessException(
                        Kind.FULL, "account: expected fewer than " + PER_HOME_MAX + ", found no place for more");
            }
            Account account = newAccount(name, password != null, password != null, by.name());
            AccountTable.insert(tx, account, hash, store.nowSeconds());
            audit.record(done(by, Operation.ACCOUNTS_ADD, account, hash == null ? "without a password" : ""));
            return Optional.of(account);
        });
        if (added.isEmpty()) {
            throw gate.notFound(by, Operation.ACCOUNTS_ADD, name.text());
        }
        return added.get();
    }

    Account newAccount(LoginName name, boolean hasPassword, boolean mustChange, String by) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Account(
                HexFormat.of().formatHex(id),
                name,
                hasPassword,
                mustChange,
                false,
                Instant.ofEpochSecond(store.nowSeconds()),
                by,
                Optional.empty(),
                Set.of());
    }

    /**
     * Lists accounts by home and name.
     *
     * @param home a tenant, or the platform for those of all
     * @param after the last login name of the page before, with {@code *}/ in front for the provider's; empty for the first
     * @param limit 1 to 1,000
     */
    public List<Account> list(Principal by, Scope home, String after, int limit) throws DatabaseException {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit: expected 1 to 1000, found " + limit);
        }
        gate.check(by, Operation.ACCOUNTS_LIST, home, "accounts of " + Places.text(home));
        return store.read(home, tx -> AccountTable.page(tx, after, limit));
    }

    /** Finds one account. */
    public Account show(Principal by, LoginName name) throws DatabaseException {
        return required(by, Operation.ACCOUNTS_SHOW, name);
    }

    /** Ends an account's sessions and keeps it out, by whichever way, until it is enabled. */
    public Account disable(Principal by, LoginName name, String reason) throws DatabaseException {
        required(by, Operation.ACCOUNTS_DISABLE, name);
        return change(name, Operation.ACCOUNTS_DISABLE, by, reason, (tx, account) -> {
            refuseLastAdmin(tx, account);
            AccountTable.setDisabled(tx, account.id(), true);
            SessionTable.endAll(tx, account.id());
        });
    }

    /** Lets a disabled account in again. */
    public Account enable(Principal by, LoginName name, String reason) throws DatabaseException {
        required(by, Operation.ACCOUNTS_ENABLE, name);
        return change(
                name,
                Operation.ACCOUNTS_ENABLE,
                by,
                reason,
                (tx, account) -> AccountTable.setDisabled(tx, account.id(), false));
    }

    /** Sets a password for its owner, who has to change it, and ends the account's sessions. */
    public Account resetPassword(Principal by, LoginName name, char[] password) throws DatabaseException {
        required(by, Operation.ACCOUNTS_RESET_PASSWORD, name);
        String hash = passwords.hash(password, name.name());
        return change(name, Operation.ACCOUNTS_RESET_PASSWORD, by, "", (tx, account) -> {
            AccountTable.setPassword(tx, account.id(), hash, true, store.nowSeconds());
            SessionTable.endAll(tx, account.id());
        });
    }

    /**
     * Changes one's own password and ends all of the account's sessions, this one too.
     *
     * @throws AccessException NOT_AUTHENTICATED when the old one is wrong
     */
    public void changePassword(Principal self, char[] old, char[] fresh) throws DatabaseException {
        gate.check(self, Operation.ACCOUNT_CHANGE_PASSWORD, self.home(), self.name());
        Stored stored = own(self);
        if (!passwords.matches(old, stored.password())) {
            store.record(AuditEntry.of(
                    self,
                    Operation.ACCOUNT_CHANGE_PASSWORD,
                    self.home(),
                    Outcome.REFUSED,
                    self.name(),
                    "wrong password"));
            throw new AccessException(Kind.NOT_AUTHENTICATED, "password: the old one is wrong");
        }
        String hash = passwords.hash(fresh, stored.account().name().name());
        change(stored.account().name(), Operation.ACCOUNT_CHANGE_PASSWORD, self, "", (tx, account) -> {
            AccountTable.setPassword(tx, account.id(), hash, false, store.nowSeconds());
            SessionTable.endAll(tx, account.id());
        });
    }

    /** Ends all sessions of an account. */
    public void endSessions(Principal by, LoginName name) throws DatabaseException {
        required(by, Operation.SESSIONS_END, name);
        change(name, Operation.SESSIONS_END, by, "", (tx, account) -> SessionTable.endAll(tx, account.id()));
    }

    /**
     * Grants a role. An account of a tenant has roles in that tenant only; one of the provider has them anywhere.
     *
     * @throws AccessException INVALID when the account's home does not allow it, CONFLICT when it has the role
     */
    public Account grant(Principal by, LoginName name, Grant grant) throws DatabaseException {
        required(by, Operation.ROLES_GRANT, name);
        gate.check(by, Operation.ROLES_GRANT, grant.where(), grant.toString());
        checkHome(name, grant);
        if (!name.home().equals(grant.where())
                && !store.read(grant.where(), tx -> AccountTable.tenantExists(tx, grant.where()))) {
            throw gate.notFound(by, Operation.ROLES_GRANT, "tenant " + Places.text(grant.where()));
        }
        return change(name, Operation.ROLES_GRANT, by, grant.toString(), (tx, account) -> {
            Set<Grant> local = AccountTable.grants(tx, account.id(), Source.LOCAL);
            if (local.contains(grant)) {
                throw new AccessException(Kind.CONFLICT, "role: " + name + " has " + grant + " already");
            }
            if (local.size() >= GRANTS_MAX) {
                throw new AccessException(Kind.FULL, "role: expected at most " + GRANTS_MAX + " of an account");
            }
            AccountTable.grant(tx, account, grant, Source.LOCAL, by.name(), store.nowSeconds());
        });
    }

    /** Takes a role away; at the next request it is gone. One that an identity provider grants is taken away there. */
    public Account revoke(Principal by, LoginName name, Grant grant) throws DatabaseException {
        required(by, Operation.ROLES_REVOKE, name);
        gate.check(by, Operation.ROLES_REVOKE, grant.where(), grant.toString());
        return change(name, Operation.ROLES_REVOKE, by, grant.toString(), (tx, account) -> {
            if (grant.role() == Role.PLATFORM_ADMIN) {
                refuseLastAdmin(tx, account);
            }
            if (AccountTable.revoke(tx, account.id(), grant, Source.LOCAL) == 0) {
                throw new AccessException(
                        Kind.CONFLICT,
                        "role: " + name + " was not granted " + grant
                                + " here; a role that the identity provider grants is taken away there");
            }
        });
    }

    /** For who opened the database: the account to act as. (access.md 2.6.) */
    public Principal localAs(String osUser, LoginName name) throws DatabaseException {
        Account account = store.read(Scope.platform(), tx -> AccountTable.byName(tx, name))
                .map(Stored::account)
                .filter(a -> !a.disabled())
                .orElseThrow(() -> new AccessException(
                        Kind.NOT_FOUND, "account: there is no enabled account " + name + "; see 'account list'"));
        return Principal.localAs(osUser, account);
    }

    private interface AccountChange {
        void run(com.hookprobe.identity.registry.sql.Transaction tx, Account account) throws DatabaseException;
    }

    private Account change(LoginName name, Operation operation, Principal by, String detail, AccountChange change)
            throws DatabaseException {
        return store.change(name.home(), (tx, audit) -> {
            Account account = AccountTable.byName(tx, name)
                    .map(Stored::account)
                    .orElseThrow(() -> new AccessException(Kind.NOT_FOUND, "account: " + name + " is gone"));
            change.run(tx, account);
            audit.record(done(by, operation, account, detail));
            return AccountTable.byName(tx, name).map(Stored::account).orElse(account);
        });
    }

    private Account required(Principal by, Operation operation, LoginName name) throws DatabaseException {
        gate.check(by, operation, name.home(), name.text());
        Optional<Stored> found = store.read(name.home(), tx -> AccountTable.byName(tx, name));
        if (found.isEmpty()) {
            throw gate.notFound(by, operation, name.text());
        }
        return found.get().account();
    }

    private Stored own(Principal self) throws DatabaseException {
        return store.read(self.home(), tx -> AccountTable.byId(tx, self.accountId()))
                .orElseThrow(() -> new AccessException(
                        Kind.NOT_FOUND, self.name() + " is no account: it has no password and no tokens of its own"));
    }

    // access 2.4: "the last enabled platform administrator MUST NOT be disabled or demoted"
    private static void refuseLastAdmin(com.hookprobe.identity.registry.sql.Transaction tx, Account account)
            throws DatabaseException {
        boolean admin = AccountTable.grants(tx, account.id(), Source.LOCAL)
                .contains(new Grant(Role.PLATFORM_ADMIN, Scope.platform()));
        if (admin && AccountTable.otherPlatformAdmins(tx, account.id()) == 0) {
            throw new AccessException(
                    Kind.LAST_ADMIN,
                    "account: " + account.login()
                            + " is the last enabled PLATFORM_ADMIN with a password; make another first");
        }
    }

    private static void checkHome(LoginName name, Grant grant) {
        if (name.home() instanceof Scope.Tenant && !name.home().equals(grant.where())) {
            throw new AccessException(
                    Kind.INVALID,
                    "role: " + name + " is an account of a tenant and has roles in it only, found "
                            + Places.text(grant.where()));
        }
    }

    private static AuditEntry done(Principal by, Operation operation, Account account, String detail) {
        return AuditEntry.of(by, operation, account.home(), Outcome.DONE, account.login(), detail);
    }
}
