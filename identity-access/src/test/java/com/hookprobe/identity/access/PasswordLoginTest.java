package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.AccountsTest.refused;
import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.LOCAL;
import static com.hookprobe.identity.access.World.PASSWORD;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.PasswordHash;
import com.hookprobe.identity.access.AccessException.Kind;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordLoginTest {
    @TempDir
    Path folder;

    private World world;
    private PasswordLogin login;

    @BeforeEach
    void open() throws Exception {
        world = new World(Backend.SQLITE, folder);
        login = world.access.passwordLogin();
        world.account(name("acme/alice"), grant(Role.VIEWER, ACME));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private static InetAddress address(int last) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (last >> 8), (byte) last});
    }

    @Test
    void everyFailureHasOneAnswer() throws Exception {
        world.access.accounts().add(LOCAL, name("acme/without"), null);
        world.account(name("acme/out"), grant(Role.VIEWER, ACME));
        world.access.accounts().disable(LOCAL, name("acme/out"), "x");
        int client = 0;
        for (String[] pair : new String[][] {
            {"acme/alice", "wrong wrong wrong"},
            {"acme/nobody", PASSWORD},
            {"acme/without", PASSWORD},
            {"acme/out", PASSWORD},
            {"not a name at all!", PASSWORD},
            {"acme/alice", ""},
            {"acme/alice", "x".repeat(5000)},
            {"acme/alice", "\uD800"}
        }) {
            InetAddress from = address(++client);
            assertThatThrownBy(() -> login.login(pair[0], pair[1].toCharArray(), from))
                    .isInstanceOf(AccessException.class)
                    .hasMessage("login: the name or the password is wrong, or the account may not log in");
        }
    }

    /** The work, not the clock: whichever the reason, one password is hashed. */
    @Test
    void anUnknownAccountCostsWhatAKnownOneCosts() throws Exception {
        AtomicInteger hashed = new AtomicInteger();
        Passwords passwords = new Passwords(new SecureRandom(), (password, random) -> {
            hashed.incrementAndGet();
            return PasswordHash.of(password, random);
        });
        String stored = passwords.hash(PASSWORD.toCharArray(), "alice");
        // The one that nobody has is of the same cost as those that are stored.
        assertThat(stored).startsWith("hp1$m=19456,t=2,p=1$");
        assertThat(passwords.matches(PASSWORD.toCharArray(), stored)).isTrue();
        assertThat(passwords.matches(PASSWORD.toCharArray(), null)).isFalse();
        assertThat(hashed.get()).as("one that is stored, one that nobody has").isEqualTo(2);
    }

    @Test
    void aNameThatIsNoAccountsIsNotWrittenDown() throws Exception {
        assertThatThrownBy(() -> login.login("acme/my-secret-word", "wrong".toCharArray(), address(1)))
                .isInstanceOf(AccessException.class);
        assertThat(world.sealed).noneMatch(r -> r.toString().contains("my-secret-word"));
        AuditRecord last = world.sealed.get(world.sealed.size() - 1);
        assertThat(last.actor()).isEqualTo("(unknown)");
        assertThat(last.outcome()).isEqualTo(AuditRecord.Outcome.REFUSED);
        assertThat(last.address()).isEqualTo("10.0.0.1");
    }

    @Test
    void guessingOneNameFromManyAddressesIsSlow() throws Exception {
        for (int i = 0; i < PasswordLogin.NAME_FREE; i++) {
            InetAddress from = address(i);
            refused(Kind.NOT_AUTHENTICATED, () -> login.login("acme/alice", "wrong wrong".toCharArray(), from));
        }
        refused(Kind.NOT_AUTHENTICATED, () -> login.login("acme/alice", "wrong wrong".toCharArray(), address(77)));
        assertThatThrownBy(() -> login.login("ACME/alice", PASSWORD.toCharArray(), address(78)))
                .isInstanceOfSatisfying(AccessException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.THROTTLED);
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
                });
        world.clock.forward(Duration.ofSeconds(1));
        assertThat(login.login("acme/alice", PASSWORD.toCharArray(), address(79))
                        .principal()
                        .name())
                .isEqualTo("acme/alice");
        refused(Kind.NOT_AUTHENTICATED, () -> login.login("acme/alice", "wrong".toCharArray(), address(80)));
    }

    @Test
    void aDayOfGuessingIsBounded() throws Exception {
        int tried = 0;
        Duration passed = Duration.ZERO;
        Throttle throttle = new Throttle(PasswordLogin.NAME_FREE, PasswordLogin.NAME_FIRST, PasswordLogin.NAME_LONGEST);
        while (passed.compareTo(Duration.ofDays(1)) < 0) {
            Duration wait = throttle.attempt("a", world.clock.instant());
            tried += wait.isZero() ? 1 : 0;
            world.clock.forward(wait);
            passed = passed.plus(wait);
        }
        assertThat(tried).isLessThan(1_460);
    }

    @Test
    void guessingManyNamesFromOneAddressIsSlow() throws Exception {
        for (int i = 0; i <= PasswordLogin.ADDRESS_FREE; i++) {
            String who = "acme/user-" + i;
            refused(Kind.NOT_AUTHENTICATED, () -> login.login(who, "wrong".toCharArray(), address(5)));
        }
        refused(Kind.THROTTLED, () -> login.login("acme/alice", PASSWORD.toCharArray(), address(5)));
        assertThat(login.login("acme/alice", PASSWORD.toCharArray(), address(6)).secret())
                .isNotEmpty();
        refused(Kind.THROTTLED, () -> login.login("acme/alice", PASSWORD.toCharArray(), address(5)));
    }

    @Test
    void allAddressesOfAnIpv6NetworkAreOne() throws Exception {
        String one = PasswordLogin.network(InetAddress.getByName("2001:db8:1:2:3:4:5:6"));
        assertThat(PasswordLogin.network(InetAddress.getByName("2001:db8:1:2:ffff::1")))
                .isEqualTo(one);
        assertThat(PasswordLogin.network(InetAddress.getByName("2001:db8:1:3::1")))
                .isNotEqualTo(one);
    }

    /** Many at once are no way around the count: an attempt counts from its beginning. */
    @Test
    void attemptsAtOnceAreCountedBeforeTheyEnd() throws Exception {
        var threads = Executors.newFixedThreadPool(16);
        try {
            CountDownLatch start = new CountDownLatch(1);
            AtomicInteger compared = new AtomicInteger();
            var runs = new java.util.ArrayList<java.util.concurrent.Future<?>>();
            for (int i = 0; i < 16; i++) {
                InetAddress from = address(100 + i);
                runs.add(threads.submit(() -> {
                    start.await();
                    try {
                        return login.login("acme/alice", "wrong wrong".toCharArray(), from);
                    } catch (AccessException e) {
                        if (e.kind() == Kind.NOT_AUTHENTICATED) {
                            compared.incrementAndGet();
                        }
                        return e;
                    }
                }));
            }
            start.countDown();
            for (var run : runs) {
                run.get();
            }
            assertThat(compared.get()).isEqualTo(PasswordLogin.NAME_FREE + 1);
            refused(Kind.THROTTLED, () -> login.login("acme/alice", PASSWORD.toCharArray(), address(999)));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoFindsNoPlaceIsToldSo() throws Exception {
        CountDownLatch in = new CountDownLatch(Passwords.AT_ONCE);
        CountDownLatch out = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Passwords passwords = new Passwords(new SecureRandom(), (password, random) -> {
            if (calls.getAndIncrement() > 0) {
                in.countDown();
                try {
                    out.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return PasswordHash.insecureCheap(password, random);
        });
        var threads = Executors.newFixedThreadPool(Passwords.AT_ONCE);
        try {
            assertThat(passwords.matches(PASSWORD.toCharArray(), null)).isFalse();
            for (int i = 0; i < Passwords.AT_ONCE; i++) {
                threads.submit(() -> passwords.hash(PASSWORD.toCharArray(), "alice"));
            }
            in.await();
            refused(Kind.BUSY, () -> passwords.matches(PASSWORD.toCharArray(), null));
        } finally {
            out.countDown();
            threads.shutdown();
        }
    }
}
