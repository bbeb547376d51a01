package com.hookprobe.dsm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.api.tlog.LogPublisher;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.http.Gate;
import com.hookprobe.http.Metrics;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operation with every kind of token. */
class RolesTest {
    /** The table of the specification: operation to role; nothing for what is public by default. */
    private static final Map<String, String> TABLE = new TreeMap<>(Map.ofEntries(
            Map.entry("GET /checkpoint", ""),
            Map.entry("GET /tile/{level}/{index...}", ""),
            Map.entry("GET /tile/entries/{index...}", ""),
            Map.entry("GET /openapi.yaml", ""),
            Map.entry("GET /v1/health", "READER"),
            Map.entry("GET /v1/checkpoints", "READER"),
            Map.entry("GET /v1/checkpoints/latest", "READER"),
            Map.entry("GET /v1/checkpoints/{height}", "READER"),
            Map.entry("GET /v1/blocks/{hash}/proof", "READER"),
            Map.entry("POST /v1/proofs", "READER"),
            Map.entry("GET /v1/log", "READER"),
            Map.entry("GET /v1/log/consistency", "READER"),
            Map.entry("GET /v1/log/inclusion", "READER"),
            Map.entry("GET /v1/blocks", "AUDITOR"),
            Map.entry("GET /v1/blocks/{hash}", "AUDITOR"),
            Map.entry("GET /v1/blocks/{hash}/evidence", "AUDITOR"),
            Map.entry("GET /v1/sources", "AUDITOR"),
            Map.entry("GET /v1/sources/{id}/{incarnation}", "AUDITOR"),
            Map.entry("GET /v1/sources/{id}/{incarnation}/blocks", "AUDITOR"),
            Map.entry("GET /v1/sources/{id}/{incarnation}/completeness", "AUDITOR"),
            Map.entry("GET /v1/sources/{id}/{incarnation}/evidence", "AUDITOR"),
            Map.entry("GET /v1/stats", "ADMIN"),
            Map.entry("GET /metrics", "ADMIN")));

    private static final String BOTH = "token-of-auditor-and-admin";

    /** Token to the roles that it must be taken for. */
    private static final Map<String, Set<String>> TOKENS = Map.of(
            TestServer.READER,
            Set.of("READER"),
            TestServer.AUDITOR,
            Set.of("READER", "AUDITOR"),
            TestServer.ADMIN,
            Set.of("READER", "ADMIN"),
            BOTH,
            Set.of("READER", "AUDITOR", "ADMIN"));

    private static final TestLedger LEDGER = new TestLedger();
    private static Microblock block;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        block = LEDGER.add(1, EventType.IDS_ALERT, 5);
        LEDGER.decide();
        server = TestServer.start(LEDGER.store, config());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ServerConfig.Builder config() {
        return TestServer.config()
                .log(LogPublisher.of(LEDGER.store, TestServer.signer()))
                .token(AccessToken.ofHash("both", AccessToken.hashOf(BOTH), Role.AUDITOR, Role.ADMIN));
    }

    private static List<Route> routes(ServerConfig config) {
        Gate gate = new Gate(1, 1, config.limits().queueWait());
        return LedgerServer.routes(LEDGER.store, config, new Metrics("hookprobe_dsm_api_"), gate);
    }

    private static HttpRequest.Builder request(TestServer to, Route route, String token) {
        String path = route.template()
                .replace("{hash}", block.hash().hex())
                .replace("{id}", block.source().hex())
                .replace("{incarnation}", "0")
                .replace("{height}", "1")
                .replace("{level}", "0")
                .replace("{index...}", "000.p/1");
        String query = route.parameters().contains("to_height")
                ? "?to_height=1"
                : route.parameters().contains("old")
                        ? "?old=1"
                        : route.parameters().contains("height") ? "?height=1" : "";
        HttpRequest.Builder request = to.request(path + query, token);
        return route.method().equals("POST")
                ? request.POST(HttpRequest.BodyPublishers.ofByteArray(block.encode()))
                : request;
    }

    @Test
    void theTableIsWhatTheServerHas() {
        Map<String, String> actual = new TreeMap<>();
        for (Route route : routes(config().build())) {
            actual.put(
                    route.method() + " " + route.template(),
                    route.role().map(Enum::name).orElse(""));
        }
        assertThat(actual).isEqualTo(TABLE);
    }

    @Test
    void eachOperationWithEachToken() throws Exception {
        for (Route route : routes(config().build())) {
            String role = TABLE.get(route.method() + " " + route.template());
            boolean open = role.isEmpty();
            String what = route.method() + " " + route.template();
            // Evidence bundles are not configured here; the role is asked first.
            int done = route.template().endsWith("/evidence") ? 404 : 200;
            assertThat(status(route, "")).as(what + " without").isEqualTo(open ? done : 401);
            assertThat(status(route, "wrong-token")).as(what + " wrong").isEqualTo(open ? done : 401);
            for (Map.Entry<String, Set<String>> token : TOKENS.entrySet()) {
                boolean may = open || token.getValue().contains(role);
                assertThat(status(route, token.getKey()))
                        .as(what + " with " + token.getKey())
                        .isEqualTo(may ? done : 403);
            }
        }
    }

    private static int status(Route route, String token) throws Exception {
        return server.send(request(server, route, token)).statusCode();
    }

    @Test
    void otherSchemesAndOddTokensAreWrong() throws Exception {
        for (String header : List.of(
                "Basic " + TestServer.ADMIN,
                TestServer.ADMIN,
                "Bearer",
                "Bearer " + TestServer.ADMIN + "x",
                "Bearer " + AccessToken.hashOf(TestServer.ADMIN),
                "Bearer " + "x".repeat(600))) {
            assertThat(server.send(server.request("/v1/stats", "").header("Authorization", header))
                            .statusCode())
                    .as(header)
                    .isEqualTo(401);
        }
        assertThat(server.send(server.request("/v1/stats", "").header("Authorization", "bearer " + TestServer.ADMIN))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v1/stats", "").headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
    }

    @Test
    void whatIsPublicIsConfigured() throws Exception {
        ServerConfig.Builder closed =
                config().publicLog(false).publicOpenApi(false).publicHealth(true);
        try (TestServer other = TestServer.start(LEDGER.store, closed)) {
            for (Route route : routes(closed.build())) {
                int status = other.send(request(other, route, "")).statusCode();
                assertThat(status)
                        .as(route.template())
                        .isEqualTo(route.template().equals("/v1/health") ? 200 : 401);
            }
            assertThat(other.get("/checkpoint", TestServer.READER).headers().firstValue("Cache-Control"))
                    .contains("private, max-age=2");
        }
        try (TestServer none = TestServer.start(
                LEDGER.store,
                ServerConfig.builder().address(TestServer.config().build().address()))) {
            assertThat(none.get("/v1/stats", TestServer.ADMIN).statusCode()).isEqualTo(401);
            assertThat(none.get("/checkpoint", "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theConfigurationHoldsNoToken() {
        String text = config().build().tokens().toString();
        assertThat(text).doesNotContain(TestServer.READER).doesNotContain(AccessToken.hashOf(TestServer.READER));
    }
}
