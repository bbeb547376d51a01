package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.HERE;
import static com.hookprobe.identity.access.World.LOCAL;
import static com.hookprobe.identity.access.World.PASSWORD;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.access.AccessException.Kind;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class AccountsTest {
    @Parameter
    Backend backend;

    @TempDir
    Path folder;

    private World world;
    private Accounts accounts;

    @BeforeEach
    void open() throws Exception {
        world = new World(backend, folder);
        accounts = world.access.accounts();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    static void refused(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AccessException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void anAccountIsAddedGrantedShownAndListed() throws Exception {
        accounts.add(LOCAL, name("acme/alice"), PASSWORD.toCharArray());
        accounts.add(LOCAL, name("olga"), null);
        Account alice = accounts.grant(LOCAL, name("acme/alice"), grant(Role.OPERATOR, ACME));
        assertThat(alice.grants()).containsExactly(grant(Role.OPERATOR, ACME));
        assertThat(alice.mustChange()).isTrue();
        assertThat(alice.createdBy()).isEqualTo("local:root");
        assertThat(accounts.show(LOCAL, name("acme/alice"))).isEqualTo(alice);
        assertThat(accounts.list(LOCAL, PLATFORM, "", 10))
                .extracting(Account::login)
                .containsExactly("olga", "acme/alice");
        assertThat(accounts.list(LOCAL, ACME, "", 10))
                .extracting(Account::login)
                .containsExactly("acme/alice");
        assertThat(accounts.list(LOCAL, BETA, "", 10)).isEmpty();
        assertThat(accounts.list(LOCAL, PLATFORM, "*/olga", 1))
                .extracting(Account::login)
                .containsExactly("acme/alice");
        refused(Kind.CONFLICT, () -> accounts.add(LOCAL, name("acme/alice"), null));
        refused(Kind.CONFLICT, () -> accounts.grant(LOCAL, name("acme/alice"), grant(Role.OPERATOR, ACME)));
        refused(Kind.NOT_FOUND, () -> accounts.add(LOCAL, name("nowhere/alice"), null));
        assertThat(accounts.add(LOCAL, name("beta/alice"), null).login()).isEqualTo("beta/alice");
    }

    @Test
    void anAccountOfATenantHasRolesInItOnly() throws Exception {
        accounts.add(LOCAL, name("acme/alice"), null);
        refused(Kind.INVALID, () -> accounts.grant(LOCAL, name("acme/alice"), grant(Role.VIEWER, BETA)));
        refused(Kind.INVALID, () -> accounts.grant(LOCAL, name("acme/alice"), grant(Role.VIEWER, PLATFORM)));
        refused(Kind.INVALID, () -> accounts.grant(LOCAL, name("acme/alice"), grant(Role.PLATFORM_ADMIN, PLATFORM)));
        accounts.add(LOCAL, name("olga"), null);
        accounts.grant(LOCAL, name("olga"), grant(Role.VIEWER, BETA));
        assertThat(accounts.grant(LOCAL, name("olga"), grant(Role.ANALYST, PLATFORM))
                        .grants())
                .hasSize(2);
    }

    /** Also for who writes past the program. */
    @Test
    void theDatabaseRefusesARoleOutsideTheHome() throws Exception {
        Account alice = accounts.add(LOCAL, name("acme/alice"), null);
        for (String[] row : new String[][] {{"VIEWER", "beta"}, {"PLATFORM_ADMIN", "*"}, {"TENANT_ADMIN", "*"}}) {
            assertThatThrownBy(() -> world.database.write(
                            PLATFORM,
                            tx -> tx.update(
                                    "INSERT INTO account_roles VALUES (?, ?, ?, ?, ?, ?, ?)",
                                    alice.id(),
                                    "acme",
                                    row[0],
                                    row[1],
                                    "LOCAL",
                                    0L,
                                    "me")))
                    .isInstanceOf(com.hookprobe.identity.registry.sql.DatabaseException.class);
        }
    }

    @Test
    void aTenantsAdminCannotMakeHimselfMore() throws Exception {
        Principal admin = world.session(world.account(ACME, grant(Role.TENANT_ADMIN, ACME)));
        LoginName own = name(admin.name());
        refused(Kind.NOT_PERMITTED, () -> accounts.grant(admin, own, grant(Role.PLATFORM_ADMIN, PLATFORM)));
        refused(Kind.NOT_PERMITTED, () -> accounts.grant(admin, own, grant(Role.VIEWER, PLATFORM)));
        refused(Kind.NOT_FOUND, () -> accounts.grant(admin, own, grant(Role.VIEWER, BETA)));
        refused(Kind.NOT_PERMITTED, () -> accounts.add(admin, name("intruder"), null));
        assertThat(accounts.grant(admin, own, grant(Role.OPERATOR, ACME)).grants())
                .hasSize(2);
    }

    @Test
    void anothersAccountLooksLikeNone() throws Exception {
        world.account(name("beta/bob"), grant(Role.VIEWER, BETA));
        Principal admin = world.session(world.account(ACME, grant(Role.TENANT_ADMIN, ACME)));
        for (String who : new String[] {"beta/bob", "beta/nobody", "nowhere/bob", "acme/nobody"}) {
            assertThatThrownBy(() -> accounts.show(admin, name(who)))
                    .hasMessage("accounts.show: there is no " + who + "; check the spelling");
            assertThatThrownBy(() -> accounts.disable(admin, name(who), "because"))
                    .hasMessage("accounts.disable: there is no " + who + "; check the spelling");
        }
        for (String who : new String[] {"root", "nobody"}) {
            refused(Kind.NOT_PERMITTED, () -> accounts.show(admin, name(who)));
        }
    }

    @Test
    void aDisabledAccountIsOutAtOnceByEveryWay() throws Exception {
        Account alice = world.account(name("acme/alice"), grant(Role.VIEWER, ACME));
        Sessions.Opened session = world.access.passwordLogin().login("acme/alice", PASSWORD.toCharArray(), HERE);
        ApiToken.Made token = world.access
                .tokens()
                .make(
                        world.access.sessions().authenticate(session.secret()).orElseThrow(),
                        "t",
                        Principal.ALL,
                        java.time.Duration.ofDays(1));
        accounts.disable(LOCAL, alice.name(), "left");
        assertThat(world.access.sessions().authenticate(session.secret())).isEmpty();
        assertThat(world.access.tokens().authenticate(token.secret())).isEmpty();
        refused(
                Kind.NOT_AUTHENTICATED,
                () -> world.access.passwordLogin().login("acme/alice", PASSWORD.toCharArray(), HERE));
        accounts.enable(LOCAL, alice.name(), "came back");
        assertThat(world.access.sessions().authenticate(session.secret()))
                .as("sessions were ended")
                .isEmpty();
        assertThat(world.access.tokens().authenticate(token.secret())).isPresent();
        assertThat(world.session("acme/alice", PASSWORD).grants()).hasSize(1);
    }

    @Test
    void anotherCanSetAPasswordThatOpensNothingButItsChange() throws Exception {
        Account alice = world.account(name("acme/alice"), grant(Role.TENANT_ADMIN, ACME));
        Principal before = world.session(alice);
        accounts.resetPassword(LOCAL, alice.name(), "a password by another".toCharArray());
        Principal narrow = world.session("acme/alice", "a password by another");
        refused(Kind.NOT_PERMITTED, () -> accounts.list(narrow, ACME, "", 10));
        refused(
                Kind.NOT_PERMITTED,
                () -> world.access.tokens().make(narrow, "t", narrow.narrowedTo(), java.time.Duration.ofDays(1)));
        refused(
                Kind.NOT_AUTHENTICATED,
                () -> accounts.changePassword(narrow, "not it".toCharArray(), "three blue mountains".toCharArray()));
        refused(
                Kind.INVALID,
                () -> accounts.changePassword(narrow, "a password by another".toCharArray(), "short".toCharArray()));
        accounts.changePassword(narrow, "a password by another".toCharArray(), "three blue mountains".toCharArray());
        assertThat(accounts.list(world.session("acme/alice", "three blue mountains"), ACME, "", 10))
                .hasSize(1);
        assertThat(before.accountId()).isEqualTo(alice.id());
    }

    @Test
    void aChangeOfPasswordEndsAllSessions() throws Exception {
        world.account(name("acme/alice"), grant(Role.VIEWER, ACME));
        String one = world.access
                .passwordLogin()
                .login("acme/alice", PASSWORD.toCharArray(), HERE)
                .secret();
        String two = world.access
                .passwordLogin()
                .login("acme/alice", PASSWORD.toCharArray(), HERE)
                .secret();
        Principal self = world.access.sessions().authenticate(one).orElseThrow();
        accounts.changePassword(self, PASSWORD.toCharArray(), "three blue mountains".toCharArray());
        assertThat(world.access.sessions().authenticate(one)).isEmpty();
        assertThat(world.access.sessions().authenticate(two)).isEmpty();
    }

    @Test
    void theLastAdminStays() throws Exception {
        Grant admin = grant(Role.PLATFORM_ADMIN, PLATFORM);
        Account olga = world.account(name("olga"), admin);
        refused(Kind.LAST_ADMIN, () -> accounts.disable(LOCAL, olga.name(), "x"));
        refused(Kind.LAST_ADMIN, () -> accounts.revoke(LOCAL, olga.name(), admin));
        accounts.add(LOCAL, name("no-password"), null);
        accounts.grant(LOCAL, name("no-password"), admin);
        refused(Kind.LAST_ADMIN, () -> accounts.disable(LOCAL, olga.name(), "the other cannot log in by itself"));
        Account pavel = world.account(name("pavel"), admin);
        accounts.disable(LOCAL, pavel.name(), "x");
        refused(Kind.LAST_ADMIN, () -> accounts.disable(LOCAL, olga.name(), "the other is disabled"));
        accounts.enable(LOCAL, pavel.name(), "x");
        accounts.revoke(LOCAL, olga.name(), admin);
        refused(Kind.LAST_ADMIN, () -> accounts.revoke(LOCAL, pavel.name(), admin));
    }

    /** Two admins take each other's role at the same moment: one of them stays. */
    @Test
    void twoAdminsCannotRemoveEachOtherAtOnce() throws Exception {
        Grant admin = grant(Role.PLATFORM_ADMIN, PLATFORM);
        Account olga = world.account(name("olga"), admin);
        Account pavel = world.account(name("pavel"), admin);
        Principal[] who = {world.session(olga), world.session(pavel)};
        LoginName[] whom = {pavel.name(), olga.name()};
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5; round++) {
                CountDownLatch start = new CountDownLatch(1);
                Future<?>[] runs = new Future<?>[2];
                for (int i = 0; i < 2; i++) {
                    int me = i;
                    runs[i] = threads.submit(() -> {
                        start.await();
                        return accounts.revoke(who[me], whom[me], admin);
                    });
                }
                start.countDown();
                int done = 0;
                for (Future<?> run : runs) {
                    try {
                        run.get();
                        done++;
                    } catch (java.util.concurrent.ExecutionException e) {
                        assertThat(e.getCause()).isInstanceOf(AccessException.class);
                    }
                }
                assertThat(done).isEqualTo(1);
                for (LoginName name : whom) {
                    if (!accounts.show(LOCAL, name).grants().contains(admin)) {
                        accounts.grant(LOCAL, name, admin);
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void namesThatLookLikeOthersAreRefused() {
        for (String text :
                new String[] {"", "Alice", "a/b/c", "-a", "a b", "älice", "a".repeat(65), "acme/", "/a", "*"}) {
            refused(Kind.INVALID, () -> LoginName.parse(text));
        }
        assertThat(LoginName.parse("acme/alice.b+c@example.com").text()).isEqualTo("acme/alice.b+c@example.com");
    }
}
