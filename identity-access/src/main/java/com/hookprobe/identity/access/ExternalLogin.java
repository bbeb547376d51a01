package com.hookprobe.identity.access;

import com.hookprobe.identity.Labelled;
import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.access.AccountTable.Source;
import com.hookprobe.identity.access.AccountTable.Stored;
import com.hookprobe.identity.access.AuditRecord.Outcome;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Login of somebody whom an identity provider vouches for. The caller has verified all that the provider said; here it becomes an
 * account, its roles, and a session. Safe for use by many threads. (access.md 9.8 to 9.11.)
 */
public final class ExternalLogin {
    private static final int NAME_CHARS_MAX = 48;
    private static final int SUFFIX_BYTES = 4;

    private final AccessStore store;
    private final Accounts accounts;
    private final Sessions sessions;

    ExternalLogin(AccessStore store, Accounts accounts, Sessions sessions) {
        this.store = store;
        this.accounts = accounts;
        this.sessions = sessions;
    }

    /**
     * Who came.
     *
     * @param issuer the provider
     * @param subject the provider's name for the person, which it never gives to another
     * @param home whose accounts the provider's people have
     * @param preferredName what the person is called; a wish, never a proof
     * @param grants what the person's groups come to; none keeps the person out
     */
    public record Person(String issuer, String subject, Scope home, String preferredName, Set<Grant> grants) {
        public Person {
            grants = Set.copyOf(grants);
            if (grants.size() > Accounts.GRANTS_MAX) {
                throw new AccessException(
                        Kind.INVALID, "login: expected at most " + Accounts.GRANTS_MAX + " roles by groups");
            }
            if (home instanceof Scope.Tenant
                    && grants.stream().anyMatch(g -> !g.where().equals(home))) {
                throw new AccessException(Kind.INVALID, "login: a tenant's provider grants roles in that tenant only");
            }
        }
    }

    /**
     * Opens a session. The first time it makes an account; it never takes over one that is there, whatever its name. The roles by
     * groups replace those of the last login; roles that were granted here stay.
     *
     * @throws AccessException NOT_AUTHENTICATED when no group is mapped or the account is disabled, FULL
     */
    public Sessions.Opened login(Person person, InetAddress from) throws DatabaseException {
        Optional<Sessions.Opened> opened = store.change(person.home(), (tx, audit) -> {
            Optional<Account> known = linked(tx, person);
            if (person.grants().isEmpty()) {
                if (known.isPresent()) {
                    replaceRoles(tx, audit, known.get(), person, from);
                    SessionTable.endAll(tx, known.get().id());
                }
                audit.record(refusal(person, known, "no group is mapped to a role", from));
                return Optional.<Sessions.Opened>empty();
            }
            if (known.isPresent() && known.get().disabled()) {
                audit.record(refusal(person, known, "disabled", from));
                return Optional.<Sessions.Opened>empty();
            }
            Account account = known.isPresent() ? known.get() : make(tx, person);
            replaceRoles(tx, audit, account, person, from);
            Account now =
                    AccountTable.byId(tx, account.id()).map(Stored::account).orElse(account);
            return Optional.of(sessions.open(tx, audit, now, "login.oidc", from.getHostAddress()));
        });
        return opened.orElseThrow(ExternalLogin::refused);
    }

    /** Writes down that what came from a provider was not believed, and gives the one answer. */
    public AccessException refuse(Scope home, String reason, InetAddress from) throws DatabaseException {
        store.record(new AuditEntry(
                home,
                AuditEntry.UNKNOWN,
                Principal.Origin.UNKNOWN,
                "login.oidc",
                Outcome.REFUSED,
                "",
                reason,
                from.getHostAddress()));
        return refused();
    }

    private static Optional<Account> linked(Transaction tx, Person person) throws DatabaseException {
        List<String> ids = tx.query(
                row -> row.getString(1),
                "SELECT account_id FROM oidc_links WHERE {tenant} AND issuer = ? AND subject = ? AND tenant_id = ?",
                person.issuer(),
                person.subject(),
                Places.text(person.home()));
        return ids.isEmpty()
                ? Optional.empty()
                : AccountTable.byId(tx, ids.get(0)).map(Stored::account);
    }

    private Account make(Transaction tx, Person person) throws DatabaseException {
        if (tx.number("SELECT count(*) FROM accounts WHERE {tenant} AND tenant_id = ?", Places.text(person.home()))
                >= Accounts.PER_HOME_MAX) {
            throw new AccessException(Kind.FULL, "account: expected fewer than " + Accounts.PER_HOME_MAX);
        }
        Account account = accounts.newAccount(freeName(tx, person), false, false, person.issuer());
        AccountTable.insert(tx, account, null, store.nowSeconds());
        tx.update(
                "INSERT INTO oidc_links(issuer, subject, account_id, tenant_id, created) VALUES (?, ?, ?, ?, ?)",
                person.issuer(),
                person.subject(),
                account.id(),
                Places.text(person.home()),
                store.nowSeconds());
        return account;
    }

    private void replaceRoles(
            Transaction tx, AccessStore.Recorder audit, Account account, Person person, InetAddress from)
            throws DatabaseException {
        Set<Grant> before = AccountTable.grants(tx, account.id(), Source.OIDC);
        if (before.equals(person.grants())) {
            return;
        }
        for (Grant grant : before) {
            AccountTable.revoke(tx, account.id(), grant, Source.OIDC);
        }
        for (Grant grant : person.grants()) {
            AccountTable.grant(tx, account, grant, Source.OIDC, person.issuer(), store.nowSeconds());
        }
        audit.record(new AuditEntry(
                account.home(),
                account.login(),
                Principal.Origin.UNKNOWN,
                "roles.by-groups",
                Outcome.DONE,
                account.login(),
                text(before) + " to " + text(person.grants()),
                from.getHostAddress()));
    }

    /** The wished name when it is fit and free; else with a suffix that follows from who it is. */
    private static LoginName freeName(Transaction tx, Person person) throws DatabaseException {
        String wish = person.preferredName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._@+-]", "");
        wish = wish.substring(0, Math.min(NAME_CHARS_MAX, wish.length()))
                .replaceAll("^[^a-z0-9]+", "")
                .replaceAll("[^a-z0-9]+$", "");
        if (!wish.isEmpty()) {
            LoginName name = new LoginName(person.home(), wish);
            if (AccountTable.byName(tx, name).isEmpty()) {
                return name;
            }
        }
        byte[] who = Labelled.sha256(
                AccessLabels.OIDC_NAME,
                person.issuer().getBytes(StandardCharsets.UTF_8),
                new byte[1],
                person.subject().getBytes(StandardCharsets.UTF_8));
        String suffix = HexFormat.of().formatHex(who, 0, SUFFIX_BYTES);
        return new LoginName(person.home(), wish.isEmpty() ? "oidc-" + suffix : wish + "-" + suffix);
    }

    private static AuditEntry refusal(Person person, Optional<Account> account, String why, InetAddress from) {
        return new AuditEntry(
                person.home(),
                account.map(Account::login).orElse(AuditEntry.UNKNOWN),
                Principal.Origin.UNKNOWN,
                "login.oidc",
                Outcome.REFUSED,
                "subject " + person.subject(),
                why,
                from.getHostAddress());
    }

    private static AccessException refused() {
        return new AccessException(
                Kind.NOT_AUTHENTICATED,
                "login: the identity provider's answer was not accepted, or it grants no role here; ask an administrator, who finds"
                        + " the reason in the audit");
    }

    private static String text(Set<Grant> grants) {
        return grants.isEmpty()
                ? "none"
                : grants.stream().map(Grant::toString).sorted().collect(Collectors.joining(" "));
    }
}
