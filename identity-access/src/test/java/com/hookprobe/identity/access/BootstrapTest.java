package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.AccountsTest.refused;
import static com.hookprobe.identity.access.World.LOCAL;
import static com.hookprobe.identity.access.World.PASSWORD;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.access.AccessException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class BootstrapTest {
    @Parameter
    Backend backend;

    @TempDir
    Path folder;

    private World world;
    private Bootstrap bootstrap;

    @BeforeEach
    void open() throws Exception {
        world = new World(backend, folder);
        bootstrap = world.access.bootstrap();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void theSecretMakesOneAdminOnce() throws Exception {
        String secret = bootstrap.offer(LOCAL).orElseThrow();
        Account olga = bootstrap.redeem(secret, "olga", PASSWORD.toCharArray());
        assertThat(olga.grants()).containsExactly(grant(Role.PLATFORM_ADMIN, PLATFORM));
        assertThat(world.session("olga", PASSWORD).narrowedTo()).isEqualTo(Principal.ALL);
        refused(Kind.NOT_AUTHENTICATED, () -> bootstrap.redeem(secret, "eve", PASSWORD.toCharArray()));
        assertThat(bootstrap.offer(LOCAL)).as("there is an administrator").isEmpty();
        assertThat(world.sealed.toString()).doesNotContain(secret.substring(21, 85));
    }

    @Test
    void anOlderExpiredOrWrongSecretIsRefused() throws Exception {
        String first = bootstrap.offer(LOCAL).orElseThrow();
        String second = bootstrap.offer(LOCAL).orElseThrow();
        refused(Kind.NOT_AUTHENTICATED, () -> bootstrap.redeem(first, "eve", PASSWORD.toCharArray()));
        refused(Kind.NOT_AUTHENTICATED, () -> bootstrap.redeem("hpb_x", "eve", PASSWORD.toCharArray()));
        refused(Kind.INVALID, () -> bootstrap.redeem(second, "olga", "password1234".toCharArray()));
        world.clock.forward(Bootstrap.LIFE);
        refused(Kind.NOT_AUTHENTICATED, () -> bootstrap.redeem(second, "olga", PASSWORD.toCharArray()));
    }

    @Test
    void anAdminMadeOtherwiseEndsTheOffer() throws Exception {
        String secret = bootstrap.offer(LOCAL).orElseThrow();
        world.account(name("pavel"), grant(Role.PLATFORM_ADMIN, PLATFORM));
        refused(Kind.NOT_AUTHENTICATED, () -> bootstrap.redeem(secret, "eve", PASSWORD.toCharArray()));
    }
}
