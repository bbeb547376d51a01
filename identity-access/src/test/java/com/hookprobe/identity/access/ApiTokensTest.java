package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.AccountsTest.refused;
import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.LOCAL;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.Labelled;
import com.hookprobe.identity.access.AccessException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class ApiTokensTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Parameter
    Backend backend;

    @TempDir
    Path folder;

    private World world;
    private ApiTokens tokens;
    private Principal alice;

    @BeforeEach
    void open() throws Exception {
        world = new World(backend, folder);
        tokens = world.access.tokens();
        alice = world.session(world.account(name("acme/alice"), grant(Role.TENANT_ADMIN, ACME)));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void aTokenCanDoWhatItsScopesNameAndItsOwnerMay() throws Exception {
        ApiToken.Made made = tokens.make(alice, "backup", Set.of(Operation.ACCOUNTS_LIST, Operation.TENANTS_ADD), DAY);
        assertThat(made.toString()).doesNotContain("hpt_");
        Principal program = tokens.authenticate(made.secret()).orElseThrow();
        assertThat(program.name()).isEqualTo("acme/alice (token " + made.token().id() + ")");
        assertThat(world.access.accounts().list(program, ACME, "", 10)).hasSize(1);
        refused(Kind.NOT_PERMITTED, () -> world.access.accounts().show(program, name("acme/alice")));
        assertThat(world.access
                        .policy()
                        .check(program, Operation.TENANTS_ADD, World.PLATFORM)
                        .allowed())
                .as("a scope gives nothing")
                .isFalse();
        world.access.accounts().revoke(LOCAL, name("acme/alice"), grant(Role.TENANT_ADMIN, ACME));
        Principal poorer = tokens.authenticate(made.secret()).orElseThrow();
        refused(Kind.NOT_FOUND, () -> world.access.accounts().list(poorer, ACME, "", 10));
    }

    @Test
    void noTokenMakesAStrongerOne() throws Exception {
        Principal program = tokens.authenticate(
                        tokens.make(alice, "maker", Set.of(Operation.ACCOUNT_TOKENS_MAKE, Operation.DEVICES_LIST), DAY)
                                .secret())
                .orElseThrow();
        refused(Kind.INVALID, () -> tokens.make(program, "more", Set.of(Operation.DEVICES_REVOKE), DAY));
        Principal child = tokens.authenticate(tokens.make(program, "less", Set.of(Operation.DEVICES_LIST), DAY)
                        .secret())
                .orElseThrow();
        assertThat(child.narrowedTo()).containsExactly(Operation.DEVICES_LIST);
    }

    @Test
    void expiredRevokedOrChangedItIsNothing() throws Exception {
        ApiToken.Made made = tokens.make(alice, "t", Principal.ALL, Duration.ofHours(1));
        world.clock.forward(Duration.ofHours(1).minusSeconds(1));
        assertThat(tokens.authenticate(made.secret())).isPresent();
        world.clock.forward(Duration.ofSeconds(1));
        assertThat(tokens.authenticate(made.secret())).as("expired").isEmpty();
        ApiToken.Made second = tokens.make(alice, "t", Principal.ALL, DAY);
        assertThat(tokens.authenticate(second.secret())).isPresent();
        tokens.revokeOwn(alice, second.token().id());
        assertThat(tokens.authenticate(second.secret())).as("revoked").isEmpty();
        refused(Kind.CONFLICT, () -> tokens.revokeOwn(alice, second.token().id()));
        assertThat(tokens.listOwn(alice))
                .extracting(t -> t.revoked().isPresent())
                .containsExactly(false, true);
        SecretText other = SecretText.draw(SecretText.Kind.API_TOKEN, new java.security.SecureRandom());
        assertThat(tokens.authenticate(other.reveal())).isEmpty();
        ApiToken.Made third = tokens.make(alice, "t", Principal.ALL, DAY);
        world.access.accounts().resetPassword(LOCAL, name("acme/alice"), "a password by another".toCharArray());
        assertThat(tokens.authenticate(third.secret()))
                .as("the password has to be changed first")
                .isEmpty();
    }

    @Test
    void theRightIdWithAnotherSecretIsNothing() throws Exception {
        ApiToken.Made mine = tokens.make(alice, "t", Principal.ALL, DAY);
        String forged = forge(mine.token().id());
        assertThat(SecretText.parse(SecretText.Kind.API_TOKEN, forged))
                .as("well formed")
                .isPresent();
        assertThat(tokens.authenticate(forged)).isEmpty();
    }

    private static String forge(String id) {
        java.util.HexFormat hex = java.util.HexFormat.of();
        String body = "hpt_" + id + "_" + "00".repeat(32);
        byte[] check = Labelled.sha256(
                AccessLabels.SECRET_CHECKSUM, body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return body + "_" + hex.formatHex(check, 0, 4);
    }

    @Test
    void lastUseIsKnownToTheHour() throws Exception {
        ApiToken.Made made = tokens.make(alice, "t", Principal.ALL, DAY);
        assertThat(tokens.listOwn(alice).get(0).lastUsed()).isEmpty();
        world.clock.forward(Duration.ofMinutes(100));
        tokens.authenticate(made.secret());
        assertThat(tokens.listOwn(alice).get(0).lastUsed()).contains(Instant.parse("2026-11-27T09:00:00Z"));
    }

    @Test
    void anothersTokensLookLikeNone() throws Exception {
        Principal bob = world.session(world.account(name("beta/bob"), grant(Role.TENANT_ADMIN, BETA)));
        String id = tokens.make(bob, "t", Principal.ALL, DAY).token().id();
        assertThatThrownBy(() -> tokens.revoke(alice, id))
                .hasMessage("api-tokens.revoke: there is no token " + id + "; check the spelling");
        assertThatThrownBy(() -> tokens.revokeOwn(alice, id)).hasMessageContaining("there is no token");
        assertThatThrownBy(() -> tokens.list(alice, name("beta/bob"))).hasMessageContaining("there is no beta/bob");
        tokens.revoke(LOCAL, id);
        Principal carol = world.session(world.account(name("acme/carol"), grant(Role.VIEWER, ACME)));
        String carols = tokens.make(carol, "t", Principal.ALL, DAY).token().id();
        refused(Kind.NOT_PERMITTED, () -> tokens.revoke(carol, carols));
        refused(Kind.NOT_FOUND, () -> tokens.revokeOwn(alice, carols));
        tokens.revoke(alice, carols);
        assertThat(tokens.list(alice, name("acme/carol"))).hasSize(1);
    }

    @Test
    void boundsAreKept() throws Exception {
        refused(Kind.INVALID, () -> tokens.make(alice, "", Principal.ALL, DAY));
        refused(Kind.INVALID, () -> tokens.make(alice, "line\nend", Principal.ALL, DAY));
        refused(Kind.INVALID, () -> tokens.make(alice, "t", Set.of(), DAY));
        refused(Kind.INVALID, () -> tokens.make(alice, "t", Principal.ALL, ApiTokens.LIFE_MAX.plusSeconds(1)));
        refused(Kind.INVALID, () -> tokens.make(alice, "t", Principal.ALL, Duration.ofSeconds(59)));
        refused(Kind.NOT_FOUND, () -> tokens.make(LOCAL, "t", Principal.ALL, DAY));
        for (int i = 0; i < ApiTokens.PER_ACCOUNT_MAX; i++) {
            tokens.make(alice, "t" + i, Set.of(Operation.DEVICES_LIST), DAY);
        }
        refused(Kind.FULL, () -> tokens.make(alice, "one more", Set.of(Operation.DEVICES_LIST), DAY));
    }

    @Test
    void neitherTheAuditNorTheDatabaseHoldsTheSecret() throws Exception {
        ApiToken.Made made = tokens.make(alice, "t", Principal.ALL, DAY);
        String secret = made.secret().substring(21, 85);
        assertThat(world.sealed.toString()).contains(made.token().id()).doesNotContain(secret);
        assertThat(tokens.listOwn(alice).toString()).doesNotContain(secret);
    }
}
