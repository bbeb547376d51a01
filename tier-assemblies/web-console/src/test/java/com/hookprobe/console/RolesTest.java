package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.sql.Scope;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each role may at a site, and what becomes of orders. */
class RolesTest {
    private static final List<String> READS = List.of(
            "/ui/api/node",
            "/ui/api/settings",
            "/ui/api/score",
            "/ui/api/mesh",
            "/ui/api/words",
            "/ui/api/decisions",
            "/ui/api/ledger",
            "/ui/api/ledger/blocks",
            "/ui/api/detections",
            "/ui/api/decisions/d-3/explanation",
            "/ui/api/accounts",
            "/ui/api/audit");

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

    private TestConsole.Browser with(Role role) throws Exception {
        String login = role.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        console.account(login, new Grant(role, Scope.platform()));
        return console.in(login);
    }

    private Map<String, Integer> statuses(TestConsole.Browser browser) throws Exception {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        for (String path : READS) {
            statuses.put(path, browser.get(path).statusCode());
        }
        statuses.put("BLOCK", order(browser, "BLOCK").statusCode());
        statuses.put("UNDO", order(browser, "UNDO").statusCode());
        statuses.put("ALLOW", order(browser, "ALLOW").statusCode());
        return statuses;
    }

    private static HttpResponse<String> order(TestConsole.Browser browser, String kind) throws Exception {
        return browser.post(
                "/ui/api/orders",
                "{\"kind\":\"" + kind
                        + "\",\"indicators\":[\"203.0.113.12\"],\"action\":\"BLOCK\",\"ttl_seconds\":600,\"reason\":\"test\"}");
    }

    @Test
    void eachRoleMayWhatTheTableSays() throws Exception {
        int no = 403;
        assertThat(statuses(with(Role.VIEWER)).values())
                .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, no, no, no, no, no, no, no);
        assertThat(statuses(with(Role.ANALYST)).values())
                .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 200, 200, no, no, no, no, no);
        assertThat(statuses(with(Role.OPERATOR)).values())
                .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 200, 200, no, no, 200, 200, 200);
        assertThat(statuses(with(Role.PLATFORM_ADMIN)).values())
                .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, no, no, 200, 200, 200, 200, 200);
    }

    @Test
    void whatAPageMayOfferIsWhatTheServerAllows() throws Exception {
        JsonNode viewer = with(Role.VIEWER).json("/ui/api/me");
        assertThat(viewer.get("node").toString()).contains("mesh.status").doesNotContain("decisions.add");
        assertThat(viewer.get("site").toString()).doesNotContain("detections.read");
        JsonNode operator = with(Role.OPERATOR).json("/ui/api/me");
        assertThat(operator.get("node").toString()).contains("decisions.delete");
        assertThat(operator.get("site").toString()).contains("detections.read");
    }

    @Test
    void theReasonsOfAScoreAreForWhoMayReadDetections() throws Exception {
        assertThat(with(Role.VIEWER).json("/ui/api/score").get("terms").toString())
                .doesNotContain("203.0.113");
        assertThat(with(Role.ANALYST).json("/ui/api/score").get("terms").toString())
                .contains("203.0.113");
    }

    @Test
    void anOrderIsCarriedOutWithANameAndStandsInTheAudit() throws Exception {
        TestConsole.Browser olga = with(Role.OPERATOR);
        int before = olga.json("/ui/api/decisions").get("total").asInt();
        assertThat(order(olga, "UNDO").statusCode()).isEqualTo(200);
        JsonNode after = olga.json("/ui/api/decisions");
        assertThat(after.get("total").asInt()).isEqualTo(before - 1);
        assertThat(after.get("taken_back").toString()).contains("203.0.113.12");
        String rows = with(Role.PLATFORM_ADMIN).json("/ui/api/audit").toString();
        assertThat(rows).contains("decisions.delete").contains("UNDO 203.0.113.12");
    }

    @Test
    void aNodeThatDoesNotAnswerIsA503AndTheOrderStandsAsFailed() throws Exception {
        TestConsole.Browser olga = with(Role.OPERATOR);
        console.node.away = true;
        HttpResponse<String> answer = order(olga, "BLOCK");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(TestConsole.JSON.readTree(answer.body()).get("advice").asText())
                .isEqualTo("try again");
        assertThat(console.access.audit().after(0, 100))
                .anySatisfy(
                        row -> assertThat(row.outcome().name() + row.action()).isEqualTo("FAILEDdecisions.add"));
    }

    @Test
    void anOrderThatTheNodeRefusesStandsAsFailed() throws Exception {
        TestConsole.Browser olga = with(Role.OPERATOR);
        HttpResponse<String> answer = olga.post("/ui/api/orders", "{\"kind\":\"UNDO\",\"indicators\":[\"nonsense\"]}");
        assertThat(TestConsole.JSON.readTree(answer.body()).get("error").asText())
                .contains("no address");
        assertThat(console.access.audit().after(0, 100)).anySatisfy(row -> {
            assertThat(row.outcome().name() + row.action()).isEqualTo("FAILEDdecisions.delete");
            assertThat(row.detail()).contains("no address");
        });
    }

    @Test
    void ordersThatCannotBeTakenAreToldWhy() throws Exception {
        TestConsole.Browser olga = with(Role.OPERATOR);
        for (String body : List.of(
                "[]",
                "{\"kind\":\"UNDO\",\"indicators\":[]}",
                "{\"kind\":\"WIPE\",\"indicators\":[\"203.0.113.1\"]}",
                "{\"kind\":\"BLOCK\",\"indicators\":[\"203.0.113.1\"],\"action\":\"BLOCK\"}",
                "{\"kind\":\"ALLOW\",\"indicators\":[\"203.0.113.1\"],\"reason\":\"two\\nlines\"}",
                "{\"kind\":\"BLOCK\",\"indicators\":[\"203.0.113.1\"],\"action\":\"BURN\",\"reason\":\"x\"}",
                "{\"kind\":\"BLOCK\",\"indicators\":[\"203.0.113.1\"],\"action\":\"BLOCK\",\"reason\":\"x\",\"ttl_seconds\":0}",
                "{\"kind\":\"UNDO\",\"kind\":\"ALLOW\",\"indicators\":[\"203.0.113.1\"]}",
                "{\"kind\":\"UNDO\",\"indicators\":[\"" + "a".repeat(129) + "\"]}")) {
            assertThat(olga.post("/ui/api/orders", body).statusCode()).as(body).isEqualTo(400);
        }
        String tooMany = "{\"kind\":\"UNDO\",\"indicators\":[\"1\"" + ",\"1\"".repeat(100) + "]}";
        assertThat(olga.post("/ui/api/orders", tooMany).statusCode()).isEqualTo(400);
        assertThat(olga.post("/ui/api/orders", "{\"x\":\"" + "a".repeat(Routes.BODY_MAX) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(console.node.orders).isEmpty();
    }

    @Test
    void aChannelIsTestedByWhoMayAndTheAuditKnows() throws Exception {
        TestConsole.Browser vera = with(Role.VIEWER);
        TestConsole.Browser olga = with(Role.OPERATOR);
        String path = "/ui/api/notifications/test";
        assertThat(vera.json("/ui/api/notifications")
                        .get("channels")
                        .get(0)
                        .get("name")
                        .asText())
                .isEqualTo("owner");
        assertThat(vera.post(path, "{\"channel\":\"owner\"}").statusCode()).isEqualTo(403);
        assertThat(console.node.tested).isEmpty();
        HttpResponse<String> answer = olga.post(path, "{\"channel\":\"owner\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestConsole.JSON
                        .readTree(answer.body())
                        .get("channels")
                        .get(0)
                        .get("test_delivered")
                        .asBoolean())
                .isTrue();
        assertThat(olga.post(path, "{\"channel\":\"nobody\"}").statusCode()).isEqualTo(400);
        assertThat(olga.post(path, "{}").statusCode()).isEqualTo(400);
        assertThat(with(Role.PLATFORM_ADMIN).json("/ui/api/audit").toString())
                .contains("notifications.test")
                .contains("channel owner");
    }

    @Test
    void pagesOfDetectionsFollowEachOther() throws Exception {
        TestConsole.Browser ann = with(Role.ANALYST);
        JsonNode first = ann.json("/ui/api/detections?limit=5");
        assertThat(first).hasSize(5);
        long last = first.get(4).get("sequence").asLong();
        JsonNode second = ann.json("/ui/api/detections?limit=5&before=" + last);
        assertThat(second.get(0).get("sequence").asLong()).isEqualTo(last - 1);
        assertThat(ann.get("/ui/api/detections?limit=201").statusCode()).isEqualTo(400);
        assertThat(ann.get("/ui/api/detections?after=1").statusCode()).isEqualTo(400);
    }

    @Test
    void aBundleComesAsItsBytes() throws Exception {
        TestConsole.Browser vera = with(Role.VIEWER);
        String hash = vera.json("/ui/api/ledger/blocks").get(0).get("hash").asText();
        HttpResponse<String> answer = vera.get("/ui/api/ledger/evidence/" + hash);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(answer.body()).startsWith("HPEVIDNC");
        assertThat(vera.get("/ui/api/ledger/evidence/" + "0".repeat(64)).statusCode())
                .isEqualTo(404);
        assertThat(vera.get("/ui/api/ledger/evidence/x").statusCode()).isEqualTo(400);
    }

    @Test
    void theAuditGoesBackPageByPage() throws Exception {
        TestConsole.Browser root = with(Role.PLATFORM_ADMIN);
        for (int i = 0; i < AuditRoutes.WINDOW + 20; i++) {
            console.access
                    .gate()
                    .failed(
                            Principal.local("root"),
                            com.hookprobe.identity.access.Operation.DECISIONS_ADD,
                            Scope.platform(),
                            "row " + i,
                            "test");
        }
        JsonNode page = root.json("/ui/api/audit");
        assertThat(page.get("rows").get(0).get("thing").asText()).isIn("row 519", "audit of *");
        long before = page.get("before").asLong();
        assertThat(before).isPositive();
        JsonNode older = root.json("/ui/api/audit?before=" + before);
        assertThat(older.get("rows").get(0).get("sequence").asLong()).isEqualTo(before - 1);
        assertThat(older.get("before").asLong()).isZero();
    }
}
