package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.access.oidc.GroupRule;
import com.hookprobe.identity.access.oidc.OidcConfig;
import com.hookprobe.identity.access.oidc.OidcLogin;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.Scope;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two endpoints of a login at a provider; what such a provider may lie about is tested in identity-access. */
class ProviderLoginTest {
    @TempDir
    Path folder;

    private HttpServer provider;
    private ECKey key;
    private TestConsole console;
    private String nonce = "";

    @BeforeEach
    void open() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
        said(
                "/.well-known/openid-configuration",
                () -> Map.of(
                        "issuer", issuer,
                        "authorization_endpoint", issuer + "/authorize",
                        "token_endpoint", issuer + "/token",
                        "jwks_uri", issuer + "/jwks",
                        "code_challenge_methods_supported", List.of("S256")));
        said("/jwks", () -> Map.of("keys", List.of(key.toPublicJWK().toJSONObject())));
        said("/token", () -> Map.of("id_token", token(issuer)));
        provider.start();
        OidcConfig config = OidcConfig.of(
                URI.create(issuer),
                "console",
                URI.create("http://localhost/ui/oidc/finish"),
                Scope.platform(),
                List.of(new GroupRule("soc", new Grant(Role.ANALYST, Scope.platform()))));
        Path file = Files.createDirectory(folder.resolve("db"));
        // The login needs the accounts of the database that the console opens.
        try (Database database = Database.sqlite(file.resolve("registry.db"))) {
            DeviceRegistry.open(database, RegistryOptions.DEFAULT);
        }
        Database accounts = Database.sqlite(file.resolve("registry.db"));
        OidcLogin login = new OidcLogin(config, new Access(accounts, entry -> {}).externalLogin());
        console = new TestConsole(
                file,
                true,
                0,
                new ConsoleConfig(
                        "test",
                        false,
                        Set.of(),
                        Optional.of(new ConsoleConfig.Provider("Log in with Example", login)),
                        4,
                        2));
    }

    @AfterEach
    void close() throws Exception {
        console.close();
        provider.stop(0);
    }

    private void said(String path, Callable<Map<String, Object>> answer) {
        provider.createContext(path, exchange -> {
            try (exchange) {
                byte[] bytes = TestConsole.JSON.writeValueAsBytes(answer.call());
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String token(String issuer) throws Exception {
        long now = System.currentTimeMillis() / 1_000;
        Map<String, Object> claims = new TreeMap<>(Map.of(
                "iss",
                issuer,
                "aud",
                "console",
                "sub",
                "4711",
                "nonce",
                nonce,
                "iat",
                now,
                "exp",
                now + 300,
                "preferred_username",
                "alice",
                "groups",
                List.of("soc")));
        JWSObject signed = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), new Payload(claims));
        signed.sign(new ECDSASigner(key));
        return signed.serialize();
    }

    private static String parameter(URI uri, String name) {
        for (String pair : uri.getRawQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return java.net.URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new IllegalStateException(name + " is not in " + uri);
    }

    @Test
    void aPersonOfTheProviderGetsInWithTheRolesOfHisGroups() throws Exception {
        TestConsole.Browser alice = console.nobody();
        assertThat(alice.get("/ui/api/ways").body()).contains("Log in with Example");
        HttpResponse<String> begun = alice.get("/ui/oidc/begin");
        assertThat(begun.statusCode()).isEqualTo(303);
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).startsWith("hp-oidc-test=").contains("HttpOnly; SameSite=Lax; Max-Age=600");
        URI authorize = URI.create(begun.headers().firstValue("Location").orElseThrow());
        nonce = parameter(authorize, "nonce");
        alice.cookie = cookie.split(";", 2)[0];
        String finish = "/ui/oidc/finish?code=abc&session_state=x&state=" + parameter(authorize, "state");
        HttpResponse<String> ended = alice.send(alice.request(finish).build());
        assertThat(ended.headers().firstValue("Location")).contains("/");
        assertThat(ended.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("hp-test=hps_")
                .endsWith("SameSite=Strict");
        assertThat(alice.json("/ui/api/me").get("name").asText()).isEqualTo("alice");
        assertThat(alice.get("/ui/api/detections").statusCode()).isEqualTo(200);
        assertThat(alice.get(finish).headers().firstValue("Location")).contains("/#/login?refused");
    }

    @Test
    void anAnswerOfAnotherBrowserOrNoneIsRefused() throws Exception {
        URI authorize = URI.create(console.nobody()
                .get("/ui/oidc/begin")
                .headers()
                .firstValue("Location")
                .orElseThrow());
        nonce = parameter(authorize, "nonce");
        HttpResponse<String> ended =
                console.nobody().get("/ui/oidc/finish?code=abc&state=" + parameter(authorize, "state"));
        assertThat(ended.headers().firstValue("Location")).contains("/#/login?refused");
        assertThat(ended.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(console.nobody().get("/ui/oidc/finish?code=a&else=b").statusCode())
                .isEqualTo(400);
    }
}
