package com.hookprobe.identity.access;

import com.hookprobe.identity.PasswordHash;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.sql.Database;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Operators on one database: everything of this package, put together. Immutable; what it gives is safe for use by many threads. The
 * caller opens and closes the database, which the device registry shares.
 */
public final class Access {
    private final Policy policy = Policy.ofJar();
    private final Gate gate;
    private final Audit audit;
    private final Accounts accounts;
    private final ApiTokens tokens;
    private final Sessions sessions;
    private final PasswordLogin passwordLogin;
    private final ExternalLogin externalLogin;
    private final Bootstrap bootstrap;

    /** With the clock and randomness of this machine. */
    public Access(Database database, AuditSink sink) {
        this(database, Clock.systemUTC(), new SecureRandom(), sink, PasswordHash::of);
    }

    Access(Database database, Clock clock, SecureRandom random, AuditSink sink, Passwords.Hasher hasher) {
        AccessStore store = new AccessStore(database, clock, sink);
        Passwords passwords = new Passwords(random, hasher);
        this.gate = new Gate(policy, store);
        this.audit = new Audit(store, gate);
        this.accounts = new Accounts(store, gate, passwords, random);
        this.tokens = new ApiTokens(store, gate, random);
        this.sessions = new Sessions(store, gate, random);
        this.passwordLogin = new PasswordLogin(store, passwords, sessions);
        this.externalLogin = new ExternalLogin(store, accounts, sessions);
        this.bootstrap = new Bootstrap(store, accounts, passwords, random);
    }

    /** Who may do what. */
    public Policy policy() {
        return policy;
    }

    /** Where every operation passes. */
    public Gate gate() {
        return gate;
    }

    /** What was done. */
    public Audit audit() {
        return audit;
    }

    /** The devices of a registry on the same database, opened for the platform. */
    public Registrar registrar(DeviceRegistry registry) {
        return new Registrar(new Passage(registry, gate));
    }

    /** The tenants, sites and enrolment tokens of a registry on the same database, opened for the platform. */
    public TenantRegistrar tenantRegistrar(DeviceRegistry registry) {
        return new TenantRegistrar(new Passage(registry, gate));
    }

    /** Accounts and their roles. */
    public Accounts accounts() {
        return accounts;
    }

    /** API tokens. */
    public ApiTokens tokens() {
        return tokens;
    }

    /** Sessions of browsers. */
    public Sessions sessions() {
        return sessions;
    }

    /** Login by password. */
    public PasswordLogin passwordLogin() {
        return passwordLogin;
    }

    /** Login by an identity provider; see the package {@code oidc}. */
    public ExternalLogin externalLogin() {
        return externalLogin;
    }

    /** The first administrator. */
    public Bootstrap bootstrap() {
        return bootstrap;
    }
}
