package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet and the reports of a provider: what each may see, order and download. */
class FleetReportsTest {
    @TempDir
    Path folder;

    private TestConsole console;

    @BeforeEach
    void open() throws Exception {
        console = new TestConsole(folder, false, 0);
        for (String tenant : List.of("acme", "beta")) {
            console.registry.orElseThrow().tenants().add(new TenantId(tenant), tenant + " Ltd", "test");
        }
    }

    @AfterEach
    void close() throws Exception {
        console.close();
    }

    private TestConsole.Browser with(String login, Role role, Scope where) throws Exception {
        console.account(login, new Grant(role, where));
        return console.in(login);
    }

    private static Scope acme() {
        return Scope.tenant(new TenantId("acme"));
    }

    @Test
    void aPageIsCutByTheServerAndATenantSeesItsOwn() throws Exception {
        TestConsole.Browser anna = with("acme/anna", Role.TENANT_ADMIN, acme());
        JsonNode page = anna.json("/ui/api/fleet?place=acme&limit=50&offset=4990");
        assertThat(page.get("total").asInt()).isEqualTo(5_000);
        assertThat(page.get("nodes")).hasSize(10);
        assertThat(page.toString()).doesNotContain("beta");
        for (String path : List.of(
                "/ui/api/fleet?place=beta",
                "/ui/api/fleet",
                "/ui/api/reports?place=beta",
                "/ui/api/reports/beta/2026-11")) {
            HttpResponse<String> answer = anna.get(path);
            assertThat(answer.statusCode()).as(path).isIn(403, 404);
            assertThat(answer.body()).doesNotContain("beta-shop", "5000");
        }
        assertThat(anna.get("/ui/api/fleet?place=acme&text=" + "x".repeat(65)).statusCode())
                .isEqualTo(400);
        assertThat(anna.get("/ui/api/fleet?place=acme&show=EVIL").statusCode()).isEqualTo(400);
        assertThat(anna.get("/ui/api/fleet?place=acme&limit=201").statusCode()).isEqualTo(400);
    }

    @Test
    void ordersAreForWhoMayGiveThemThereAndStandInTheAudit() throws Exception {
        String promote = "{\"tenant\":\"acme\",\"group\":\"shops\",\"deed\":\"PROMOTE\"}";
        TestConsole.Browser vera = with("acme/vera", Role.VIEWER, acme());
        assertThat(vera.get("/ui/api/fleet?place=acme").statusCode()).isEqualTo(200);
        assertThat(vera.post("/ui/api/fleet/orders", promote).statusCode()).isEqualTo(403);
        TestConsole.Browser olga = with("acme/olga", Role.OPERATOR, acme());
        assertThat(olga.post("/ui/api/fleet/orders", promote.replace("acme", "beta"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(console.node.fleet.orders).isEmpty();
        assertThat(olga.post("/ui/api/fleet/orders", promote).statusCode()).isEqualTo(200);
        assertThat(console.node.fleet.orders).containsExactly("PROMOTE acme shops acme/olga");
        HttpResponse<String> refused = olga.post("/ui/api/fleet/orders", promote.replace("shops", "none"));
        assertThat(TestConsole.JSON.readTree(refused.body()).get("error").asText())
                .contains("there is no group");
        assertThat(console.access.audit().after(0, 100))
                .anySatisfy(row -> assertThat(row.outcome() + row.action() + row.thing())
                        .isEqualTo("DONEfleet.changePROMOTE shops"))
                .anySatisfy(row -> assertThat(row.outcome() + row.action()).isEqualTo("FAILEDfleet.change"));
    }

    @Test
    void aReportIsAFileAndItsDownloadARowOfTheAudit() throws Exception {
        TestConsole.Browser anna = with("acme/anna", Role.TENANT_ADMIN, acme());
        assertThat(anna.json("/ui/api/reports?place=acme").get("months").get(0).asText())
                .isEqualTo("2026-11");
        HttpResponse<String> answer = anna.get("/ui/api/reports/acme/2026-11");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("<!DOCTYPE html><h1>acme 2026-11</h1>");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"hookprobe-acme-2026-11.html\"");
        // Even if a browser showed it: nothing runs, and it is no page of this origin.
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(anna.get("/ui/api/reports/acme/2026-1").statusCode()).isEqualTo(400);
        assertThat(console.access.audit().after(0, 100))
                .anySatisfy(row -> assertThat(row.action() + row.thing()).isEqualTo("reports.readreport of 2026-11"));
    }

    /** access 1.7: who runs the platform does not read tenants' detections. */
    @Test
    void whoRunsThePlatformReadsNoReports() throws Exception {
        TestConsole.Browser root = with("root", Role.PLATFORM_ADMIN, Scope.platform());
        assertThat(root.get("/ui/api/reports/acme/2026-11").statusCode()).isEqualTo(403);
        assertThat(root.json("/ui/api/fleet").get("total").asInt()).isEqualTo(FakeFleet.NODES);
        TestConsole.Browser ana = with("ana", Role.ANALYST, Scope.platform());
        assertThat(ana.get("/ui/api/reports/acme/2026-11").statusCode()).isEqualTo(200);
    }
}
