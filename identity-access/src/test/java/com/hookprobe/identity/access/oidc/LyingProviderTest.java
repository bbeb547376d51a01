package com.hookprobe.identity.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.access.World;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One test for each lie. None opens a session, and each reason is in the audit. */
class LyingProviderTest extends OidcWorld {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenOfAnotherIssuer() {
        says("iss", "https://other.example");
        refused("expected the issuer");
    }

    @Test
    void anIssuerThatDiffersByASlash() {
        says("iss", provider.issuer + "/");
        refused("expected the issuer");
    }

    @Test
    void aTokenForAnotherClient() {
        says("aud", "another");
        refused("expected the audience");
        says("aud", List.of("another", "and another"));
        refused("expected the audience");
        says("aud", null);
        refused("expected the audience");
    }

    @Test
    void aTokenForManyWithoutSayingWhoAsked() {
        says("aud", List.of("mesh", "another"));
        refused("expected azp");
        says("azp", "another");
        refused("expected azp");
    }

    @Test
    void aTokenForManyThatWeAskedForIsTaken() throws Exception {
        provider.claims = said -> {
            said.put("aud", List.of("another", "mesh"));
            said.put("azp", "mesh");
            return said;
        };
        assertThat(come().secret()).isNotEmpty();
    }

    @Test
    void aTokenOfAnotherLogin() {
        says("nonce", "another");
        refused("expected the nonce");
        says("nonce", null);
        refused("expected the nonce");
    }

    @Test
    void anExpiredToken() throws Exception {
        says("exp", now() - 121);
        refused("it expired");
        says("exp", now() - 120);
        refused("it expired");
        says("exp", now() - 119);
        assertThat(come().secret()).as("within the skew").isNotEmpty();
        says("exp", null);
        refused("expected exp");
        says("exp", "tomorrow");
        refused("expected exp");
    }

    @Test
    void aTokenForEver() {
        says("exp", now() + 10 * 366 * 86_400L);
        refused("expected a life of at most");
    }

    @Test
    void aTokenOfTheFutureOrOfThePast() {
        says("iat", now() + 121);
        refused("expected one that was issued now");
        says("iat", now() - 721);
        refused("expected one that was issued now");
        says("nbf", now() + 121);
        refused("not valid yet");
        says("iat", null);
        refused("expected iat");
    }

    @Test
    void aTokenAboutNobody() {
        says("sub", null);
        refused("expected a subject");
        says("sub", "x".repeat(256));
        refused("expected a subject");
        says("sub", 7);
        refused("expected a subject");
    }

    @Test
    void aTokenThatNobodySigned() {
        provider.token = token -> base64("{\"alg\":\"none\"}") + "." + token.split("\\.")[1] + ".";
        refused("expected a signed token");
        provider.token = token -> base64("{\"alg\":\"NONE\"}") + "." + token.split("\\.")[1] + "." + base64("x");
        refused("found the algorithm NONE");
    }

    @Test
    void aTokenMadeWithThePublicKeyAsASharedSecret() {
        provider.token = token -> {
            try {
                byte[] publicKey = provider.signing.toRSAKey().toPublicKey().getEncoded();
                JWSObject forged = new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .keyID(provider.signing.getKeyID())
                                .build(),
                        new Payload(JWSObject.parse(token).getPayload().toJSONObject()));
                forged.sign(new MACSigner(publicKey));
                return forged.serialize();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        refused("found the algorithm HS256");
    }

    @Test
    void anAlgorithmThatThisConfigurationDoesNotTake() {
        OidcConfig open = config(provider);
        OidcLogin narrow = login(new OidcConfig(
                open.issuer(),
                open.clientId(),
                null,
                open.redirectUri(),
                open.home(),
                open.nameClaim(),
                open.groupsClaim(),
                open.rules(),
                open.scopes(),
                Set.of("ES256"),
                open.skew()));
        refused("found the algorithm RS256", () -> come(narrow));
    }

    @Test
    void aTokenSignedByAnotherKeyOfTheSameName() {
        JWK honest = provider.signing;
        provider.signing = TestProvider.key(JWSAlgorithm.RS256, "thief");
        provider.header = header -> header.keyID(honest.getKeyID());
        refused("the signature is not the provider's");
    }

    @Test
    void aTokenThatBringsItsOwnKey() {
        provider.signing = TestProvider.key(JWSAlgorithm.RS256, "thief");
        provider.header = header ->
                header.jwk(provider.signing.toPublicJWK()).jwkURL(java.net.URI.create(provider.issuer + "/thief"));
        refused("expected one key");
        assertThat(provider.published).doesNotContain(provider.signing);
    }

    @Test
    void aTokenOfOneKindOfKeyWithTheNameOfAnother() {
        provider.signing = TestProvider.key(JWSAlgorithm.ES256, "first");
        provider.published = List.of(TestProvider.key(JWSAlgorithm.RS256, "first"));
        refused("expected one key");
    }

    @Test
    void aTokenThatWasChanged() {
        provider.token = token -> {
            String[] parts = token.split("\\.");
            String said = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return parts[0] + "." + base64(said.replace("\"soc\"", "\"leads\"")) + "." + parts[2];
        };
        refused("the signature is not the provider's");
    }

    @Test
    void aTokenWithRulesThatAreNotKnownHere() {
        provider.header = header -> header.criticalParams(Set.of("x-rule")).customParam("x-rule", 1);
        refused("expected no critical header");
    }

    @Test
    void aTokenThatIsNone() {
        for (String text : List.of("", "x", "a.b.c", ".".repeat(20), "x".repeat(70_000))) {
            provider.token = token -> text;
            refused("id token");
        }
    }

    @Test
    void keysThatAreTooWeakOrForSomethingElse() {
        provider.keys = set -> Map.of("keys", List.of(with("use", "enc"), with("alg", "PS256")));
        refused("expected one key");
    }

    private Map<String, Object> with(String name, String value) {
        Map<String, Object> key = provider.signing.toPublicJWK().toJSONObject();
        key.put(name, value);
        return key;
    }

    @Test
    void newKeysAreFetchedWhenATokenNamesThem() throws Exception {
        come();
        provider.signWith(TestProvider.key(JWSAlgorithm.RS256, "second"));
        world.clock.forward(KeyCache.PAUSE);
        assertThat(come().secret()).isNotEmpty();
        assertThat(provider.asksForKeys).isEqualTo(2);
    }

    @Test
    void namesOfKeysThatAreNoneDoNotMakeUsAskWithoutEnd() throws Exception {
        come();
        world.clock.forward(KeyCache.PAUSE);
        JWK honest = provider.signing;
        provider.signing = TestProvider.key(JWSAlgorithm.RS256, "thief");
        for (int i = 0; i < 10; i++) {
            refused("expected one key");
        }
        assertThat(provider.asksForKeys).isEqualTo(2);
        provider.signing = honest;
        assertThat(come().secret()).as("known keys still hold").isNotEmpty();
    }

    @Test
    void aKeyThatWasTakenBackIsGoneAfterAnHour() throws Exception {
        come();
        JWK old = provider.signing;
        provider.signWith(TestProvider.key(JWSAlgorithm.RS256, "second"));
        provider.signing = old;
        world.clock.forward(KeyCache.AGE_MAX.plusSeconds(1));
        refused("expected one key");
    }

    @Test
    void aCodeThatWasUsed() throws Exception {
        OidcLogin.Start one = login.begin(World.HERE);
        Map<String, String> answer = TestProvider.browse(one.authorize());
        login.finish(answer, one.browser(), World.HERE);
        refused("expected the state", () -> login.finish(answer, one.browser(), World.HERE));
        OidcLogin.Start two = login.begin(World.HERE);
        Map<String, String> second = TestProvider.browse(two.authorize());
        refused("found 400", () -> login.finish(with(second, "code", answer.get("code")), two.browser(), World.HERE));
    }

    /** Code injection: the code of one login in another. PKCE binds it to the one. */
    @Test
    void aCodeThatWasStolenFromAnotherLogin() throws Exception {
        OidcLogin.Start victim = login.begin(World.HERE);
        Map<String, String> stolen = TestProvider.browse(victim.authorize());
        OidcLogin.Start thief = login.begin(World.HERE);
        Map<String, String> own = TestProvider.browse(thief.authorize());
        refused("found 400", () -> login.finish(with(own, "code", stolen.get("code")), thief.browser(), World.HERE));
    }

    @Test
    void anAnswerThatNobodyAskedFor() {
        refused("expected the state", () -> login.finish(Map.of("code", "x"), "", World.HERE));
        refused("expected the state", () -> login.finish(Map.of("code", "x", "state", "y"), "z", World.HERE));
    }

    /** Login in another's name: the attacker's answer in the victim's browser. */
    @Test
    void anAnswerInAnotherBrowser() throws Exception {
        OidcLogin.Start attacker = login.begin(World.HERE);
        OidcLogin.Start victim = login.begin(World.HERE);
        Map<String, String> answer = TestProvider.browse(attacker.authorize());
        refused("expected the state", () -> login.finish(answer, victim.browser(), World.HERE));
        assertThat(login.finish(answer, attacker.browser(), World.HERE).secret())
                .as("a stranger cannot end a login")
                .isNotEmpty();
    }

    @Test
    void anAnswerThatComesTooLate() throws Exception {
        OidcLogin.Start start = login.begin(World.HERE);
        Map<String, String> answer = TestProvider.browse(start.authorize());
        world.clock.forward(PendingLogins.LIFE.plusSeconds(1));
        refused("expected the state", () -> login.finish(answer, start.browser(), World.HERE));
    }

    @Test
    void anAnswerWithoutACodeOrWithAnError() throws Exception {
        OidcLogin.Start one = login.begin(World.HERE);
        refused(
                "expected a code",
                () -> login.finish(
                        with(TestProvider.browse(one.authorize()), "code", null), one.browser(), World.HERE));
        OidcLogin.Start two = login.begin(World.HERE);
        refused(
                "the provider refused: access_denied",
                () -> login.finish(
                        with(TestProvider.browse(two.authorize()), "error", "access_denied"),
                        two.browser(),
                        World.HERE));
        OidcLogin.Start three = login.begin(World.HERE);
        refused(
                "parameters of at most",
                () -> login.finish(
                        with(TestProvider.browse(three.authorize()), "code", "x".repeat(5_000)),
                        three.browser(),
                        World.HERE));
    }

    /** RFC 9207: the honest provider's answer names it; one that another sent is told by that. */
    @Test
    void aMixUpOfIssuers() throws Exception {
        provider.namesItself = true;
        assertThat(come().secret()).isNotEmpty();
        OidcLogin.Start one = login.begin(World.HERE);
        Map<String, String> answer = TestProvider.browse(one.authorize());
        refused(
                "expected iss",
                () -> login.finish(with(answer, "iss", "https://evil.example"), one.browser(), World.HERE));
        OidcLogin.Start two = login.begin(World.HERE);
        Map<String, String> second = TestProvider.browse(two.authorize());
        refused("expected iss", () -> login.finish(with(second, "iss", null), two.browser(), World.HERE));
        try (TestProvider evil = new TestProvider(world.clock)) {
            OidcLogin other = login(config(evil));
            OidcLogin.Start theirs = other.begin(World.HERE);
            Map<String, String> ofEvil = TestProvider.browse(theirs.authorize());
            refused("expected the state", () -> login.finish(ofEvil, theirs.browser(), World.HERE));
        }
    }

    @Test
    void aDiscoveryDocumentOfAnother() {
        provider.discovery = said -> {
            said.put("issuer", "https://other.example");
            return said;
        };
        refused("discovery: expected the issuer");
    }

    @Test
    void aDiscoveryDocumentThatPointsElsewhereOrNowhere() {
        for (String name : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
            for (Object bad : new Object[] {"http://idp.example/x", "javascript:alert(1)", "%%%", 7, null}) {
                provider.discovery = said -> {
                    said.put(name, bad);
                    return said;
                };
                // A moment later: what fails is not asked for again at once.
                world.clock.forward(Duration.ofMinutes(1));
                refused("discovery: ");
            }
        }
    }

    @Test
    void aProviderWithoutPkce() {
        provider.discovery = said -> {
            said.put("code_challenge_methods_supported", List.of("plain"));
            return said;
        };
        refused("expected PKCE with S256");
    }

    @Test
    void groupsThatAreNone() {
        says("groups", Map.of("soc", true));
        refused("groups: expected text");
        says("groups", List.of(List.of(List.of(List.of(List.of("soc"))))));
        refused("at most 4 deep");
        says(
                "groups",
                java.util.stream.IntStream.range(0, 1_001)
                        .mapToObj(i -> "g" + i)
                        .toList());
        refused("expected at most 1000");
    }

    @Test
    void anAnswerWithoutEndARedirectAndAnAnswerThatDrips() {
        for (Map.Entry<String, String> at : Map.of(
                        "/huge", "expected at most 262144 bytes",
                        "/redirect", "found 302")
                .entrySet()) {
            provider.discovery = said -> {
                said.put("jwks_uri", provider.issuer + at.getKey());
                return said;
            };
            login = login(config(provider));
            refused(at.getValue());
        }
        provider.discovery = said -> {
            said.put("jwks_uri", provider.issuer + "/drip");
            return said;
        };
        login = new OidcLogin(
                config(provider),
                world.access.externalLogin(),
                world.clock,
                new java.security.SecureRandom(),
                Duration.ofSeconds(1));
        refused("no whole answer within PT1S");
    }

    @Test
    void aProviderThatIsDownIsAskedOnceAWhile() {
        provider.close();
        refused("no answer");
        refused("did not answer a moment ago");
        world.clock.forward(Duration.ofSeconds(10));
        refused("no answer");
    }
}
