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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class SessionsTest {
    @Parameter
    Backend backend;

    @TempDir
    Path folder;

    private World world;
    private Sessions sessions;

    @BeforeEach
    void open() throws Exception {
        world = new World(backend, folder);
        sessions = world.access.sessions();
        world.account(name("acme/alice"), grant(Role.VIEWER, ACME));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private String login() throws Exception {
        return world.access
                .passwordLogin()
                .login("acme/alice", PASSWORD.toCharArray(), HERE)
                .secret();
    }

    @Test
    void idleEndsIt() throws Exception {
        String secret = login();
        for (int i = 0; i < 5; i++) {
            world.clock.forward(Sessions.IDLE.minusSeconds(1));
            assertThat(sessions.authenticate(secret)).isPresent();
        }
        world.clock.forward(Sessions.IDLE);
        assertThat(sessions.authenticate(secret)).isEmpty();
    }

    @Test
    void useDoesNotProlongItForEver() throws Exception {
        String secret = login();
        Duration passed = Duration.ZERO;
        while (passed.plusMinutes(10).compareTo(Sessions.LONGEST) < 0) {
            world.clock.forward(Duration.ofMinutes(10));
            passed = passed.plusMinutes(10);
            assertThat(sessions.authenticate(secret)).isPresent();
        }
        world.clock.forward(Duration.ofMinutes(10));
        assertThat(sessions.authenticate(secret)).isEmpty();
    }

    @Test
    void oneTooManyEndsTheLeastRecentlyUsed() throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < Sessions.PER_ACCOUNT_MAX; i++) {
            all.add(login());
            world.clock.forward(Duration.ofSeconds(61));
        }
        assertThat(sessions.authenticate(all.get(0))).isPresent();
        String oneMore = login();
        assertThat(sessions.authenticate(all.get(0))).as("used since").isPresent();
        assertThat(sessions.authenticate(all.get(1))).as("used longest ago").isEmpty();
        assertThat(sessions.authenticate(oneMore)).isPresent();
    }

    @Test
    void logoutEndsOneAndEndOwnEndsAll() throws Exception {
        String one = login();
        String two = login();
        sessions.end(one);
        sessions.end(one);
        sessions.end("hps_nonsense");
        assertThat(sessions.authenticate(one)).isEmpty();
        Principal self = sessions.authenticate(two).orElseThrow();
        sessions.endOwn(self);
        assertThat(sessions.authenticate(two)).isEmpty();
        String three = login();
        world.access.accounts().endSessions(LOCAL, name("acme/alice"));
        assertThat(sessions.authenticate(three)).isEmpty();
    }

    @Test
    void aRoleThatIsTakenAwayIsGoneAtTheNextRequest() throws Exception {
        String secret = login();
        assertThat(sessions.authenticate(secret).orElseThrow().grants()).containsExactly(grant(Role.VIEWER, ACME));
        world.access.accounts().revoke(LOCAL, name("acme/alice"), grant(Role.VIEWER, ACME));
        assertThat(sessions.authenticate(secret).orElseThrow().grants()).isEmpty();
    }

    @Test
    void theSecretIsStoredNowhere() throws Exception {
        String secret = login();
        String random = secret.substring(21, 85);
        List<String> hashes = world.database.read(
                PLATFORM,
                tx -> tx.query(row -> row.getString(1), "SELECT secret_hash FROM access_sessions WHERE {tenant}"));
        assertThat(hashes).hasSize(1).noneMatch(random::equals);
        assertThat(world.sealed.toString()).doesNotContain(random);
        assertThat(world.access
                        .passwordLogin()
                        .login("acme/alice", PASSWORD.toCharArray(), HERE)
                        .toString())
                .doesNotContain("hps_");
        assertThat(world.database.<List<String>, RuntimeException>read(
                        BETA,
                        tx -> tx.query(
                                row -> row.getString(1), "SELECT secret_hash FROM access_sessions WHERE {tenant}")))
                .isEmpty();
    }
}
