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

/** Devices, tenants, tokens and accounts of a provider; one tenant never sees another's. */
class TenantsTest {
    private static final Scope ACME = Scope.tenant(new TenantId("acme"));

    @TempDir
    Path folder;

    private TestConsole console;
    private String ours;
    private String theirs;
    private TestConsole.Browser acme;
    private TestConsole.Browser root;

    @BeforeEach
    void open() throws Exception {
        console = new TestConsole(folder, false, 0);
        console.account("root", new Grant(Role.PLATFORM_ADMIN, Scope.platform()));
        root = console.in("root");
        for (String tenant : List.of("acme", "beta")) {
            assertThat(root.post("/ui/api/tenants", "{\"id\":\"" + tenant + "\",\"name\":\"" + tenant + " Ltd\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
        ours = Fleet.enrol(console.registry.orElseThrow(), "acme", "edge-1").hex();
        theirs = Fleet.enrol(console.registry.orElseThrow(), "beta", "edge-2").hex();
        console.account("acme/anna", new Grant(Role.TENANT_ADMIN, ACME));
        acme = console.in("acme/anna");
    }

    @AfterEach
    void close() throws Exception {
        console.close();
    }

    @Test
    void aTenantSeesItsOwnDevicesOnly() throws Exception {
        JsonNode page = acme.json("/ui/api/devices?place=acme");
        assertThat(page.get("devices")).hasSize(1);
        assertThat(page.get("devices").get(0).get("id").asText()).isEqualTo(ours);
        assertThat(acme.json("/ui/api/devices/" + ours).get("changes")).isNotEmpty();
        for (String path : List.of(
                "/ui/api/devices?place=beta",
                "/ui/api/devices",
                "/ui/api/tenants",
                "/ui/api/tenants/beta/sites",
                "/ui/api/enrolment-tokens?place=beta",
                "/ui/api/accounts?place=beta",
                "/ui/api/audit?place=beta",
                "/ui/api/audit",
                "/ui/api/mesh",
                "/ui/api/node",
                "/ui/api/ledger",
                "/ui/api/words")) {
            HttpResponse<String> answer = acme.get(path);
            assertThat(answer.statusCode()).as(path).isIn(403, 404);
            assertThat(answer.body()).doesNotContain("edge-2").doesNotContain("beta Ltd");
        }
    }

    @Test
    void anothersDeviceLooksLikeNone() throws Exception {
        String none = "0".repeat(64);
        HttpResponse<String> foreign = acme.get("/ui/api/devices/" + theirs);
        HttpResponse<String> absent = acme.get("/ui/api/devices/" + none);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body().replace(theirs, none)).isEqualTo(absent.body());
        HttpResponse<String> change = acme.post("/ui/api/devices/" + theirs + "/revoke", "{\"reason\":\"mine now\"}");
        assertThat(change.statusCode()).isEqualTo(404);
        assertThat(root.json("/ui/api/devices/" + theirs)
                        .get("device")
                        .get("status")
                        .asText())
                .isEqualTo("PENDING");
    }

    @Test
    void aDeviceGoesItsWay() throws Exception {
        String path = "/ui/api/devices/" + ours;
        assertThat(acme.post(path + "/approve", "{\"version\":1}").statusCode()).isEqualTo(200);
        assertThat(acme.post(path + "/approve", "{\"version\":1}").statusCode()).isEqualTo(409);
        assertThat(acme.post(path + "/suspend", "{}").statusCode()).isEqualTo(400);
        assertThat(acme.post(path + "/suspend", "{\"reason\":\"lost\"}").statusCode())
                .isEqualTo(200);
        assertThat(acme.post(path + "/reinstate", "{\"reason\":\"found\"}").statusCode())
                .isEqualTo(200);
        assertThat(acme.post(path + "/revoke", "{\"reason\":\"sold\"}").statusCode())
                .isEqualTo(200);
        JsonNode history = acme.json(path);
        assertThat(history.get("device").get("status").asText()).isEqualTo("REVOKED");
        assertThat(history.get("changes").get(1).get("by").asText()).isEqualTo("acme/anna");
        assertThat(acme.json("/ui/api/devices?place=acme&status=revoked").get("devices"))
                .hasSize(1);
        assertThat(acme.json("/ui/api/devices?place=acme&status=active").get("devices"))
                .isEmpty();
        assertThat(acme.get("/ui/api/devices?place=acme&status=gone").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aTokenIsShownOnceAndCanBeTakenBack() throws Exception {
        HttpResponse<String> made =
                acme.post("/ui/api/enrolment-tokens", "{\"tenant\":\"acme\",\"tier\":\"guardian\"}");
        assertThat(made.statusCode()).isEqualTo(200);
        String text = TestConsole.JSON.readTree(made.body()).get("text").asText();
        String id =
                TestConsole.JSON.readTree(made.body()).get("token").get("id").asText();
        String list = acme.get("/ui/api/enrolment-tokens?place=acme").body();
        assertThat(list).contains(id).contains("OPEN").doesNotContain(text);
        assertThat(acme.post("/ui/api/enrolment-tokens/" + id + "/revoke", "{}").statusCode())
                .isEqualTo(200);
        assertThat(acme.get("/ui/api/enrolment-tokens?place=acme").body()).contains("REVOKED");
        assertThat(acme.post("/ui/api/enrolment-tokens", "{\"tenant\":\"beta\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void accountsAreMadeGrantedAndDisabled() throws Exception {
        assertThat(acme.post("/ui/api/accounts", "{\"login\":\"acme/bob\",\"password\":\"first words of bobby\"}")
                        .statusCode())
                .isEqualTo(200);
        String change = "{\"login\":\"acme/bob\",\"deed\":\"grant\",\"role\":\"ANALYST\",\"place\":\"";
        assertThat(acme.post("/ui/api/accounts/change", change + "acme\"}").statusCode())
                .isEqualTo(200);
        assertThat(acme.post("/ui/api/accounts/change", change + "beta\"}").statusCode())
                .isIn(400, 404);
        assertThat(acme.json("/ui/api/accounts?place=acme").toString())
                .contains("acme/bob")
                .contains("ANALYST");
        assertThat(acme.post(
                                "/ui/api/accounts/change",
                                "{\"login\":\"acme/bob\",\"deed\":\"disable\",\"reason\":\"left\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(acme.post("/ui/api/accounts", "{\"login\":\"beta/eve\",\"password\":\"first words of evelyn\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(acme.post("/ui/api/accounts/change", "{\"login\":\"root\",\"deed\":\"disable\",\"reason\":\"mine\"}")
                        .statusCode())
                .isIn(403, 404);
        String audit = acme.json("/ui/api/audit?place=acme").toString();
        assertThat(audit).contains("accounts.add").contains("roles.grant").doesNotContain("first words");
    }

    @Test
    void sitesAreATenants() throws Exception {
        assertThat(acme.post("/ui/api/tenants/acme/sites", "{\"id\":\"hq\",\"name\":\"Headquarters\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(acme.json("/ui/api/tenants/acme/sites")).hasSize(1);
        assertThat(acme.post("/ui/api/tenants/beta/sites", "{\"id\":\"hq\",\"name\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(root.json("/ui/api/tenants").toString()).contains("acme Ltd").contains("beta Ltd");
    }
}
