package com.hookprobe.identity.access.oidc;

import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.access.Account;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.access.Sessions;
import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Honest logins, and what becomes of people, names and roles. */
class OidcLoginTest extends OidcWorld {
    private static final Principal LOCAL = Principal.local("root");

    private Account account(String login) throws Exception {
        return world.access.accounts().show(LOCAL, LoginName.parse(login));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void whoComesHasAnAccountAndTheRolesOfTheGroups(String algorithm) throws Exception {
        provider.signWith(TestProvider.key(JWSAlgorithm.parse(algorithm), "k-" + algorithm));
        Sessions.Opened opened = come();
        assertThat(opened.principal().name()).isEqualTo("acme/alice");
        assertThat(opened.principal().grants()).containsExactly(grant(Role.ANALYST, ACME));
        assertThat(world.access.sessions().authenticate(opened.secret())).isPresent();
        assertThat(account("acme/alice").hasPassword()).isFalse();
        assertThat(account("acme/alice").createdBy()).isEqualTo(provider.issuer.toString());
        assertThat(provider.verifiedChallenges).isEqualTo(1);
    }

    @Test
    void theSecondTimeItIsTheSameAccountWhateverTheNameIsNow() throws Exception {
        String id = come().principal().accountId();
        provider.person.put("preferred_username", "Someone Else");
        assertThat(come().principal().accountId()).isEqualTo(id);
        provider.person.put("sub", "another");
        assertThat(come().principal().accountId()).isNotEqualTo(id);
    }

    @Test
    void aClockThatIsPutBackShutsNobodyOutAndKeepsNoOldKeys() throws Exception {
        come();
        provider.signWith(TestProvider.key(JWSAlgorithm.RS256, "second"));
        world.clock.back(Duration.ofDays(400));
        assertThat(come().principal().accountId()).isNotEmpty();
    }

    @Test
    void rolesFollowTheGroupsAndThoseGrantedHereStay() throws Exception {
        come();
        world.access.accounts().grant(LOCAL, LoginName.parse("acme/alice"), grant(Role.OPERATOR, ACME));
        provider.person.put("groups", List.of("leads"));
        assertThat(come().principal().grants())
                .containsExactlyInAnyOrder(grant(Role.TENANT_ADMIN, ACME), grant(Role.OPERATOR, ACME));
        assertThat(world.sealed)
                .anyMatch(r ->
                        r.action().equals("roles.by-groups") && r.detail().equals("ANALYST@acme to TENANT_ADMIN@acme"));
    }

    @Test
    void whoHasNoMappedGroupHasNoAccount() throws Exception {
        provider.person.put("groups", List.of("everyone", "SOC"));
        refused("no group is mapped");
        provider.person.remove("groups");
        refused("no group is mapped");
        assertThat(world.access.accounts().list(LOCAL, PLATFORM, "", 10)).isEmpty();
    }

    @Test
    void whoLosesTheLastGroupLosesRolesAndSessions() throws Exception {
        Sessions.Opened opened = come();
        provider.person.put("groups", List.of());
        refused("no group is mapped");
        assertThat(world.access.sessions().authenticate(opened.secret())).isEmpty();
        assertThat(account("acme/alice").grants()).isEmpty();
    }

    @Test
    void whoIsDisabledStaysOut() throws Exception {
        come();
        world.access.accounts().disable(LOCAL, LoginName.parse("acme/alice"), "left");
        refused("disabled");
    }

    @Test
    void aNameThatIsTakenIsNotTakenOver() throws Exception {
        world.access.accounts().add(LOCAL, LoginName.parse("acme/alice"), "seven green bottles".toCharArray());
        Sessions.Opened opened = come();
        assertThat(opened.principal().name()).matches("acme/alice-[0-9a-f]{8}");
        assertThat(account("acme/alice").grants()).isEmpty();
        assertThat(come().principal().name()).isEqualTo(opened.principal().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../etc", "*", "root\n", "РОМАН", "---", "a/b"})
    void aWishThatIsNoNameBecomesOne(String wish) throws Exception {
        provider.person.put("preferred_username", wish);
        assertThat(LoginName.parse(come().principal().name()).home()).isEqualTo(ACME);
    }

    @Test
    void aClientsSecretIsSentToTheTokenEndpoint() throws Exception {
        provider.clientSecret = "s3cret";
        refused("expected status 200, found 400");
        OidcConfig open = config(provider);
        OidcLogin withSecret = login(new OidcConfig(
                open.issuer(),
                open.clientId(),
                () -> "s3cret".toCharArray(),
                open.redirectUri(),
                open.home(),
                open.nameClaim(),
                open.groupsClaim(),
                open.rules(),
                open.scopes(),
                open.algorithms(),
                open.skew()));
        assertThat(come(withSecret).secret()).startsWith("hps_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/groups", "/realm_access/roles", "groups"})
    void theGroupsClaimIsWhereTheConfigurationSays(String claim) throws Exception {
        provider.person.remove("groups");
        provider.person.put("https://example.com/groups", List.of(List.of("x", List.of("soc"))));
        provider.person.put("realm_access", Map.of("roles", List.of("leads")));
        provider.person.put("groups", "soc");
        OidcConfig open = config(provider);
        Sessions.Opened opened = come(login(new OidcConfig(
                open.issuer(),
                open.clientId(),
                null,
                open.redirectUri(),
                open.home(),
                open.nameClaim(),
                claim,
                open.rules(),
                open.scopes(),
                open.algorithms(),
                open.skew())));
        assertThat(opened.principal().grants())
                .containsExactly(claim.startsWith("/") ? grant(Role.TENANT_ADMIN, ACME) : grant(Role.ANALYST, ACME));
    }

    @Test
    void aTenantsProviderCannotGrantElsewhere() {
        for (var elsewhere : List.of(grant(Role.VIEWER, BETA), grant(Role.PLATFORM_ADMIN, PLATFORM))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OidcConfig.of(
                            provider.issuer,
                            "mesh",
                            URI.create("https://here.example/callback"),
                            ACME,
                            List.of(new GroupRule("g", elsewhere))))
                    .withMessageContaining("in that tenant only");
        }
    }

    @Test
    void addressesThatAnybodyCouldReadAreRefused() {
        for (String bad : List.of(
                "http://idp.example",
                "ftp://idp.example",
                "https://user@idp.example",
                "idp.example",
                "http://127.0.0.1.evil.example")) {
            assertThatIllegalArgumentException()
                    .as(bad)
                    .isThrownBy(() -> OidcConfig.of(
                            URI.create(bad), "mesh", URI.create("https://here.example/callback"), ACME, RULES));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OidcConfig(
                        provider.issuer,
                        "mesh",
                        null,
                        URI.create("https://here.example/cb"),
                        ACME,
                        "name",
                        "groups",
                        RULES,
                        List.of(),
                        java.util.Set.of("HS256"),
                        Duration.ZERO));
    }

    @Test
    void theProvidersPeopleCanBeTheProvidersOwn() throws Exception {
        OidcLogin staff = login(OidcConfig.of(
                provider.issuer,
                "mesh",
                URI.create("http://127.0.0.1:1/callback"),
                PLATFORM,
                List.of(
                        new GroupRule("soc", grant(Role.ANALYST, PLATFORM)),
                        new GroupRule("everyone", grant(Role.OPERATOR, BETA)))));
        assertThat(come(staff).principal().name()).isEqualTo("alice");
        assertThat(account("alice").grants())
                .containsExactlyInAnyOrder(grant(Role.ANALYST, PLATFORM), grant(Role.OPERATOR, BETA));
    }
}
