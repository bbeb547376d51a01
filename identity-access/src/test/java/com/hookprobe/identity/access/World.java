package com.hookprobe.identity.access;

import com.hookprobe.identity.PasswordHash;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Two tenants on a real database, and people in them. Passwords are hashed at the least cost. */
public final class World implements AutoCloseable {
    public static final Scope ACME = Scope.tenant(new TenantId("acme"));
    public static final Scope BETA = Scope.tenant(new TenantId("beta"));
    public static final Scope PLATFORM = Scope.platform();
    public static final InetAddress HERE = InetAddress.getLoopbackAddress();
    static final String PASSWORD = "seven green bottles";
    static final Principal LOCAL = Principal.local("root");

    public final Database database;
    public final SetClock clock = new SetClock();
    public final List<AuditRecord> sealed = new ArrayList<>();
    public final Access access;
    private int count;

    public World(Backend backend, Path folder) throws Exception {
        this(backend.open(folder));
    }

    World(Database database) throws Exception {
        this.database = database;
        this.access = new Access(database, clock, new SecureRandom(), sealed::add, PasswordHash::insecureCheap);
        for (String tenant : List.of("acme", "beta")) {
            database.write(
                    PLATFORM,
                    tx -> tx.update(
                            "INSERT INTO tenants(tenant_id, name, created_at, created_by) VALUES (?, ?, ?, ?)",
                            tenant,
                            tenant,
                            0L,
                            "test"));
        }
    }

    /** An account that has changed its first password. */
    Account account(LoginName name, Grant... grants) throws Exception {
        access.accounts().add(LOCAL, name, (PASSWORD + " first").toCharArray());
        for (Grant grant : grants) {
            access.accounts().grant(LOCAL, name, grant);
        }
        Principal self = session(name.text(), PASSWORD + " first");
        access.accounts().changePassword(self, (PASSWORD + " first").toCharArray(), PASSWORD.toCharArray());
        return access.accounts().show(LOCAL, name);
    }

    Account account(Scope home, Grant... grants) throws Exception {
        return account(new LoginName(home, "user-" + ++count), grants);
    }

    /** Somebody who came by password. */
    Principal session(String login, String password) throws Exception {
        Sessions.Opened opened = access.passwordLogin().login(login, password.toCharArray(), HERE);
        return access.sessions().authenticate(opened.secret()).orElseThrow();
    }

    Principal session(Account account) throws Exception {
        return session(account.login(), PASSWORD);
    }

    /** A program with a token of all scopes. */
    Principal program(Account account, Set<Operation> scopes) throws Exception {
        ApiToken.Made made = access.tokens()
                .make(access.accounts().localAs("root", account.name()), "a program", scopes, Duration.ofDays(1));
        return access.tokens().authenticate(made.secret()).orElseThrow();
    }

    static LoginName name(String text) {
        return LoginName.parse(text);
    }

    public static Grant grant(Role role, Scope where) {
        return new Grant(role, where);
    }

    @Override
    public void close() throws Exception {
        database.close();
    }
}
