package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.sql.Scope;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    private static final Grant VIEWER = new Grant(Role.VIEWER, Scope.platform());

    @TempDir
    Path folder;

    private TestConsole console;

    @BeforeEach
    void open() throws Exception {
        console = new TestConsole(folder, true, 0);
    }

    @AfterEach
    void close() throws Exception {
        console.close();
    }

    private static String entry(String name, String password) {
        return "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
    }

    @Test
    void thePersonOfTheFirstStartRunsEverythingOfASite() throws Exception {
        String secret =
                console.access.bootstrap().offer(Principal.local("root")).orElseThrow();
        String body = "{\"secret\":\"" + secret + "\",\"name\":\"ada\",\"password\":\"seven green bottles\"}";
        TestConsole.Browser ada = console.nobody();
        assertThat(ada.post("/ui/api/first", body).statusCode()).isEqualTo(200);
        assertThat(ada.get("/ui/api/detections").statusCode()).isEqualTo(200);
        assertThat(ada.get("/ui/api/decisions").statusCode()).isEqualTo(200);
        assertThat(ada.get("/ui/api/accounts").statusCode()).isEqualTo(200);
        assertThat(ada.get("/ui/api/audit").statusCode()).isEqualTo(200);
        assertThat(console.nobody().post("/ui/api/first", body).statusCode()).isEqualTo(401);
    }

    @Test
    void theFirstPersonOfAProviderDoesNotReadDetections() throws Exception {
        console.close();
        console = new TestConsole(folder, false, 0);
        String secret =
                console.access.bootstrap().offer(Principal.local("root")).orElseThrow();
        TestConsole.Browser ada = console.nobody();
        ada.post(
                "/ui/api/first",
                "{\"secret\":\"" + secret + "\",\"name\":\"ada\",\"password\":\"seven green bottles\"}");
        JsonNode grants = ada.json("/ui/api/accounts").get(0).get("grants");
        assertThat(grants).hasSize(1);
        assertThat(grants.get(0).get("role").asText()).isEqualTo("PLATFORM_ADMIN");
    }

    @Test
    void theCookieIsForThisHostAndNotForScripts() throws Exception {
        console.account("vera", VIEWER);
        HttpResponse<String> answer = console.nobody().post("/ui/api/login", entry("vera", TestConsole.PASSWORD));
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(cookie ->
                        assertThat(cookie).startsWith("hp-test=hps_").endsWith("; Path=/; HttpOnly; SameSite=Strict"));
        assertThat(answer.body()).doesNotContain("hps_");
        Door secure = new Door(ConsoleConfig.of("test", true), console.access);
        assertThat(secure.give(Response.empty(204), "x").headers().get("Set-Cookie"))
                .isEqualTo("__Host-hp-test=x; Path=/; HttpOnly; Secure; SameSite=Strict");
    }

    @Test
    void whichPartWasWrongIsNotTold() throws Exception {
        console.account("vera", VIEWER);
        HttpResponse<String> wrong = console.nobody().post("/ui/api/login", entry("vera", "another password"));
        HttpResponse<String> unknown = console.nobody().post("/ui/api/login", entry("nobody", "another password"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(unknown.body());
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void whoFailsTooOftenIsToldWhenToComeAgain() throws Exception {
        // The pauses double, so that a slow machine only needs more attempts.
        HttpResponse<String> last = console.nobody().post("/ui/api/login", entry("nobody", "another password"));
        for (int i = 0; i < 15 && last.statusCode() != 429; i++) {
            last = console.nobody().post("/ui/api/login", entry("nobody", "another password"));
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void nothingIsOpenWithoutASessionAndNothingAfterLogout() throws Exception {
        console.account("vera", VIEWER);
        for (String path : List.of("/ui/api/me", "/ui/api/node", "/ui/api/audit", "/ui/live")) {
            assertThat(console.nobody().get(path).statusCode()).as(path).isEqualTo(401);
        }
        TestConsole.Browser vera = console.in("vera");
        String cookie = vera.cookie;
        assertThat(vera.get("/ui/api/me").statusCode()).isEqualTo(200);
        assertThat(vera.post("/ui/api/logout", "{}").statusCode()).isEqualTo(200);
        vera.cookie = cookie;
        assertThat(vera.get("/ui/api/me").statusCode()).isEqualTo(401);
    }

    @Test
    void whoTriesSecretsOfTheFirstStartIsSentAway() throws Exception {
        String body = "{\"secret\":\"hpb_0\",\"name\":\"eve\",\"password\":\"seven green bottles\"}";
        int last = 0;
        for (int i = 0; i < 100 && last != 429; i++) {
            last = console.nobody().post("/ui/api/first", body).statusCode();
        }
        assertThat(last).isEqualTo(429);
    }

    @Test
    void whoHasFoundAnOpenSessionDoesNotGuessItsPassword() throws Exception {
        console.account("vera", new Grant(Role.VIEWER, Scope.platform()));
        TestConsole.Browser vera = console.in("vera");
        String guess = "{\"old\":\"three yellow trains\",\"fresh\":\"nine purple windows\"}";
        int last = 0;
        for (int i = 0; i < 100 && last != 429; i++) {
            last = vera.post("/ui/api/password", guess).statusCode();
        }
        assertThat(last).isEqualTo(429);
        assertThat(vera.get("/ui/api/me").statusCode()).isEqualTo(200);
    }

    @Test
    void aPasswordThatAnotherSetOpensNothingButItsChange() throws Exception {
        console.access
                .accounts()
                .add(Principal.local("root"), LoginName.parse("otto"), "three yellow trains".toCharArray());
        TestConsole.Browser otto = console.nobody();
        HttpResponse<String> in = otto.post("/ui/api/login", entry("otto", "three yellow trains"));
        assertThat(TestConsole.JSON.readTree(in.body()).get("must_change").asBoolean())
                .isTrue();
        assertThat(otto.json("/ui/api/me").get("must_change").asBoolean()).isTrue();
        assertThat(otto.get("/ui/api/node").statusCode()).isEqualTo(403);
        String change = "{\"old\":\"three yellow trains\",\"fresh\":\"nine purple windows\"}";
        assertThat(otto.post("/ui/api/password", change).statusCode()).isEqualTo(200);
        assertThat(otto.json("/ui/api/me").get("must_change").asBoolean()).isFalse();
    }

    @Test
    void aChangeComesFromAPageOfThisConsoleOnly() throws Exception {
        console.account("olga", new Grant(Role.OPERATOR, Scope.platform()));
        TestConsole.Browser olga = console.in("olga");
        String order = "{\"kind\":\"UNDO\",\"indicators\":[\"203.0.113.9\"]}";
        HttpRequest.Builder bare = olga.request("/ui/api/orders").POST(HttpRequest.BodyPublishers.ofString(order));
        HttpRequest noHeader = bare.copy().header("Origin", console.base).build();
        HttpRequest noOrigin = bare.copy().header(Door.HEADER, "1").build();
        HttpRequest foreign = bare.copy()
                .header(Door.HEADER, "1")
                .header("Origin", "http://evil.example")
                .build();
        HttpRequest crossSite = bare.copy()
                .header(Door.HEADER, "1")
                .header("Origin", console.base)
                .header("Sec-Fetch-Site", "cross-site")
                .build();
        for (HttpRequest request : List.of(noHeader, noOrigin, foreign, crossSite)) {
            assertThat(olga.send(request).statusCode())
                    .as(request.headers().toString())
                    .isEqualTo(403);
        }
        assertThat(console.node.orders).isEmpty();
        assertThat(olga.post("/ui/api/orders", order).statusCode()).isEqualTo(200);
        assertThat(console.node.orders).hasSize(1);
    }

    @Test
    void aNameThatWasNotConfiguredIsNoOrigin() throws Exception {
        console.close();
        ConsoleConfig config =
                new ConsoleConfig("test", false, Set.of("https://console.example.com"), Optional.empty(), 4, 2);
        console = new TestConsole(folder, true, 0, config);
        assertThat(console.nobody().post("/ui/api/login", entry("vera", "x")).statusCode())
                .isEqualTo(403);
    }

    /** Whose page it is has given his name this machine's address. */
    @Test
    void aReboundNameIsNoOriginEither() throws Exception {
        int port = console.edge.address().getPort();
        String body = entry("vera", "x");
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example")) {
            assertThat(raw(port, host, body)).as(host).startsWith("HTTP/1.1 403");
        }
        for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
            assertThat(raw(port, host, body)).as(host).startsWith("HTTP/1.1 401");
        }
    }

    /** Java's client lets nobody choose a Host. */
    private static String raw(int port, String host, String body) throws Exception {
        String at = host + ":" + port;
        String request = "POST /ui/api/login HTTP/1.1\r\nHost: " + at + "\r\nOrigin: http://" + at + "\r\n"
                + Door.HEADER + ": 1\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void noAnswerAllowsOtherOrigins() throws Exception {
        TestConsole.Browser browser = console.nobody();
        HttpResponse<String> answer = browser.send(browser.request("/ui/api/ways")
                .header("Origin", "http://evil.example")
                .build());
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
    }
}
