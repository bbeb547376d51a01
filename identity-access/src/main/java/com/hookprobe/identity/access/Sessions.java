package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.access.AccountTable.Stored;
import com.hookprobe.identity.access.AuditRecord.Outcome;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a browser holds after a login: 32 random bytes, of which a hash is stored. A session ends when it was idle for
 * {@link #IDLE}, at the latest after {@link #LONGEST}, when its account is disabled or its password changes, and when its owner ends it.
 * Grants are read anew at each use. Safe for use by many threads and processes. (access.md 6.)
 */
public final class Sessions {
    /** How long a session may be idle. */
    public static final Duration IDLE = Duration.ofMinutes(30);

    /** How long a session may last. */
    public static final Duration LONGEST = Duration.ofHours(12);

    /** How many an account may have; one more ends the least recently used. */
    public static final int PER_ACCOUNT_MAX = 10;

    /** A use is written down when the last one is older than this: not each request is a write. */
    private static final long USED_STEP_SECONDS = 60;

    private final AccessStore store;
    private final Gate gate;
    private final SecureRandom random;

    Sessions(AccessStore store, Gate gate, SecureRandom random) {
        this.store = store;
        this.gate = gate;
        this.random = random;
    }

    /**
     * A session that was opened.
     *
     * @param secret what the browser is given, in a cookie that scripts cannot read; shown here only
     * @param mustChange the password has to be changed first; nothing else is open
     */
    public record Opened(String secret, Principal principal, boolean mustChange) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Opened[" + principal.name() + "]";
        }
    }

    /** Opens a session inside the transaction of a login, which has made sure who it is. */
    Opened open(Transaction tx, AccessStore.Recorder audit, Account account, String action, String address)
            throws DatabaseException {
        long now = store.nowSeconds();
        SecretText secret = SecretText.draw(SecretText.Kind.SESSION, random);
        SessionTable.trim(tx, account.id(), now, IDLE.toSeconds(), PER_ACCOUNT_MAX - 1);
        SessionTable.insert(tx, account, secret, address, now, now + LONGEST.toSeconds());
        AccountTable.loggedIn(tx, account.id(), now);
        Principal principal = principal(account);
        audit.record(new AuditEntry(
                account.home(),
                account.login(),
                Principal.Origin.SESSION,
                action,
                Outcome.DONE,
                account.login(),
                "session " + secret.id(),
                address));
        return new Opened(secret.reveal(), principal, account.mustChange());
    }

    /** Who holds this session; empty when it is none, or over. */
    public Optional<Principal> authenticate(String text) throws DatabaseException {
        Optional<SecretText> secret = SecretText.parse(SecretText.Kind.SESSION, text);
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        long now = store.nowSeconds();
        Optional<Found> found = store.read(Scope.platform(), tx -> find(tx, secret.get(), now));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (now - found.get().session().lastUsed() >= USED_STEP_SECONDS) {
            store.touch(
                    found.get().account().home(),
                    tx -> SessionTable.used(tx, secret.get().id(), now));
        }
        return Optional.of(principal(found.get().account()));
    }

    /** Ends one's session: logout. Does nothing when it is over. */
    public void end(String text) throws DatabaseException {
        Optional<SecretText> secret = SecretText.parse(SecretText.Kind.SESSION, text);
        if (secret.isEmpty()) {
            return;
        }
        Optional<Found> found = store.read(Scope.platform(), tx -> find(tx, secret.get(), store.nowSeconds()));
        if (found.isPresent()) {
            Account account = found.get().account();
            store.change(account.home(), (tx, audit) -> {
                SessionTable.end(tx, secret.get().id());
                audit.record(AuditEntry.of(
                        principal(account),
                        Operation.ACCOUNT_SESSIONS_END,
                        account.home(),
                        Outcome.DONE,
                        account.login(),
                        "session " + secret.get().id()));
                return account;
            });
        }
    }

    /** Ends all of one's own sessions. */
    public void endOwn(Principal self) throws DatabaseException {
        gate.check(self, Operation.ACCOUNT_SESSIONS_END, self.home(), self.name());
        if (self.accountId().isEmpty()) {
            throw new AccessException(Kind.NOT_FOUND, self.name() + " is no account: it has no sessions");
        }
        store.change(self.home(), (tx, audit) -> {
            SessionTable.endAll(tx, self.accountId());
            audit.record(AuditEntry.of(
                    self, Operation.ACCOUNT_SESSIONS_END, self.home(), Outcome.DONE, self.name(), "all sessions"));
            return self;
        });
    }

    private static Optional<Found> find(Transaction tx, SecretText secret, long now) throws DatabaseException {
        Optional<SessionTable.Stored> session = SessionTable.find(tx, secret.id())
                .filter(s -> secret.matches(s.hash()))
                .filter(s -> now < s.expires() && now - s.lastUsed() < IDLE.toSeconds());
        if (session.isEmpty()) {
            return Optional.empty();
        }
        return AccountTable.byId(tx, session.get().accountId())
                .map(Stored::account)
                .filter(account -> !account.disabled())
                .map(account -> new Found(session.get(), account));
    }

    private static Principal principal(Account account) {
        // access 5.6: "a password that another set opens nothing but its own change"
        Set<Operation> left = account.mustChange()
                ? Set.of(Operation.ACCOUNT_CHANGE_PASSWORD, Operation.ACCOUNT_SESSIONS_END)
                : Principal.ALL;
        return new Principal(
                account.login(), account.id(), account.home(), account.grants(), left, Principal.Origin.SESSION);
    }

    private record Found(SessionTable.Stored session, Account account) {}
}
