package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.ConsoleSettings;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.report.core.Period;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person's browser at the consoles of a whole mesh: what is seen there is what the nodes know, and what is done there the nodes do. And the
 * reports of that mesh, whose numbers are those of its ledger and its registry.
 */
@Timeout(400)
class BrowserOnSessionsTest {
    private static final String SITE = "guardian-1";
    private static final String OTHER = "guardian-2";
    private static final String MSSP = "mssp-1";
    private static final String PASSWORD = "seven green bottles";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PORT = Pattern.compile("\"port\":(\\d+)");
    /** Whatever else runs on the machine, one of these is not held up. */
    private static final int TRIES = 10;

    @TempDir
    Path folder;

    private LiveMesh mesh;
    private RealBrowser browser;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(RealBrowser.isHere(), "needs Debian's packages chromium and chromium-driver");
        mesh = LiveMesh.sharing(folder, 1, Map.of(SITE, "acme", OTHER, "beta"));
        WebSettings web = new WebSettings(null, 0, null, "off", null, null, ConsoleSettings.STANDARD);
        mesh.api(SITE, web);
        mesh.api(MSSP, web);
        mesh.stand(SITE, OTHER);
        browser = new RealBrowser(folder.resolve("profile"));
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (mesh != null) {
            mesh.close();
        }
    }

    private String base(String name) {
        Matcher port = PORT.matcher(mesh.logged(name, "web_listening").get(0));
        assertThat(port.find()).isTrue();
        return "http://127.0.0.1:" + port.group(1);
    }

    /** Somebody with these roles, who has chosen his password. */
    private void account(String file, String login, Grant... grants) throws Exception {
        try (Database database = Database.sqlite(Path.of(file))) {
            Access access = new Access(database, AuditSink.NONE);
            Principal local = Principal.local("root");
            LoginName name = LoginName.parse(login);
            access.accounts().add(local, name, (PASSWORD + " first").toCharArray());
            for (Grant grant : grants) {
                access.accounts().grant(local, name, grant);
            }
            Principal self = access.passwordLogin()
                    .login(login, (PASSWORD + " first").toCharArray(), InetAddress.getLoopbackAddress())
                    .principal();
            access.accounts().changePassword(self, (PASSWORD + " first").toCharArray(), PASSWORD.toCharArray());
        }
    }

    @Test
    void whatPeopleSeeAndDoIsWhatTheMeshKnowsAndDoes() throws Exception {
        String site = base(SITE);
        account(
                mesh.home(SITE).resolve("accounts.db").toString(),
                "ada",
                new Grant(Role.OPERATOR, Scope.platform()),
                new Grant(Role.ANALYST, Scope.platform()));
        browser.login(site, "ada", PASSWORD);
        detectionsAreLive(site);
        String attacker = aDecisionIsUndone(site);
        aProofHolds(site);
        sitesReport(site, attacker);
        browser.logout();

        String mssp = base(MSSP);
        String accounts = mesh.home(MSSP).resolve("registry.db").toString();
        account(accounts, "acme/anna", new Grant(Role.TENANT_ADMIN, Scope.tenant(new TenantId("acme"))));
        account(
                accounts,
                "olga",
                new Grant(Role.PLATFORM_ADMIN, Scope.platform()),
                new Grant(Role.ANALYST, Scope.platform()));
        mesh.sense(OTHER, "198.51.100.7");
        LiveMesh.await(
                () -> !mesh.logged(SITE, "blocked", "198.51.100.7").isEmpty(),
                () -> "a block at " + SITE + "; the MSSP has said " + mesh.logged(MSSP, "alert_unverified")
                        + mesh.logged(MSSP, "report_refused") + mesh.logged(MSSP, "internal_error")
                        + mesh.logged(MSSP, "signature_broadcast") + mesh.logged(OTHER, "signature_sent"));
        aTenantSeesNothingOfAnother(mssp);
        theProviderSeesAll(mssp);
        browser.assertClean(List.of(site, mssp));
        for (String name : List.of(SITE, OTHER, MSSP)) {
            assertThat(mesh.logged(name, "internal_error")).isEmpty();
        }
    }

    private void detectionsAreLive(String site) throws Exception {
        browser.go(site, "detections", "Detections");
        browser.until("live", () -> browser.texts(".live-state").contains("Live"));
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < TRIES && (i < 3 || fastest >= 1); i++) {
            String source = "203.0.113." + (10 + i);
            long began = System.nanoTime();
            mesh.senseGrave(SITE, source);
            browser.until("the detection", () -> browser.text("tbody tr").contains(source));
            fastest = Math.min(fastest, (System.nanoTime() - began) / 1e9);
        }
        System.out.printf("from the sensor's record to the row in the browser: %.0f ms%n", fastest * 1_000);
        assertThat(fastest).as("seconds from the sensor's record to the row").isLessThan(1);
        browser.shot("node-detections-1280");
    }

    private String aDecisionIsUndone(String site) throws Exception {
        String attacker = "203.0.113.10";
        browser.go(site, "decisions", "Decisions");
        browser.until("the decision", () -> browser.text("main").contains(attacker));
        browser.press("main", "Undo the decision on " + attacker);
        browser.fill("dialog input[name=reason]", "a test machine");
        browser.press("dialog", "Undo");
        browser.until("a note", () -> browser.texts(".toast").toString().contains(attacker));
        browser.until("it is gone", () -> !browser.text(".panel").contains(attacker));
        JsonNode left = JSON.readTree(body(browser.fetched("/ui/api/decisions")));
        assertThat(left.get("decisions"))
                .noneMatch(row -> row.get("indicator").asText().equals(attacker));
        LiveMesh.await(
                () -> JSON.readTree(body(browser.fetched("/ui/api/decisions")))
                                .get("total")
                                .asLong()
                        == enforced(),
                () -> "as many decisions on the page as the node enforces, " + enforced());
        browser.shot("node-decisions-1280");
        return attacker;
    }

    /** Decisions that the node itself enforces. */
    private long enforced() throws Exception {
        double[] sum = new double[1];
        mesh.node(SITE).observatory().sheet().families().stream()
                .filter(family -> family.metric().name().endsWith("response_decisions"))
                .forEach(family -> family.series().values().forEach(each -> sum[0] += each.value()));
        return Math.round(sum[0]);
    }

    private void aProofHolds(String site) throws Exception {
        JsonNode seen = JSON.readTree(body(browser.fetched("/ui/api/detections")));
        String block = seen.get(0).get("block").asText();
        mesh.awaitLog(SITE, "inclusion_verified", block);
        browser.go(site, "ledger/" + block, "Ledger");
        browser.press("main", "Check the proof");
        browser.until(
                "that it holds", () -> browser.texts(".verdict").toString().contains("The proof holds"));
        assertThat(browser.texts(".steps li").toString()).contains("Quorum certificate", "Merkle path");
        browser.shot("node-proof-1280");
    }

    private static String body(String fetched) {
        assertThat(fetched).startsWith("200 ");
        return fetched.substring(4);
    }

    /** What the site's report counts is what its ledger holds. */
    private void sitesReport(String site, String attacker) throws Exception {
        String month = Period.of(System.currentTimeMillis() * 1_000).toString();
        browser.go(site, "reports", "Reports");
        browser.until("the month", () -> !browser.texts("main tbody td a").isEmpty());
        browser.shot("node-reports-1280");
        String page = body(browser.fetched("/ui/api/reports/default/" + month));
        assertThat(page).contains(attacker, "<h1>" + SITE + "</h1>").doesNotContain("<script");
        Path request = new ReportRequest(null, month, true).write(mesh.home(SITE));
        JsonNode report = JSON.readTree(answer(request).content());
        long detections = mesh.logged(SITE, "detection").size();
        long seen = 0;
        for (JsonNode row : report.get("seen")) {
            for (String severity : List.of("slight", "low", "medium", "high", "critical")) {
                seen += row.get(severity).asLong();
            }
        }
        assertThat(seen).isEqualTo(detections);
        assertThat(report.at("/evidence/blocks/ids_alert").asLong()).isEqualTo(detections);
        assertThat(report.at("/evidence/checkpoints").asLong()).isPositive();
        assertThat(report.at("/examples/0/block").asText()).hasSize(64);
        assertThat(report.at("/verdict/state").asText()).isEqualTo("ATTENTION");
    }

    private ReportRequest.Answer answer(Path request) throws Exception {
        ReportRequest.Answer[] answer = new ReportRequest.Answer[1];
        LiveMesh.await(
                () -> {
                    ReportRequest.answer(request).ifPresent(given -> answer[0] = given);
                    return answer[0] != null;
                },
                () -> "an answer to " + request);
        assertThat(answer[0].error()).isNull();
        return answer[0];
    }

    private void aTenantSeesNothingOfAnother(String mssp) throws Exception {
        browser.login(mssp, "acme/anna", PASSWORD);
        for (String path : List.of("devices", "fleet", "tenants", "reports", "audit")) {
            browser.driver.get(mssp + "/#/" + path);
            browser.until("the page", () -> !browser.texts("main .panel").isEmpty());
            assertThat(browser.text("main")).doesNotContain(OTHER, "beta");
        }
        browser.go(mssp, "fleet", "Fleet");
        browser.until("the own node", () -> browser.text("main").contains(SITE));
        browser.shot("node-fleet-tenant-1280");
        String month = Period.of(System.currentTimeMillis() * 1_000).toString();
        for (String path : List.of(
                "/ui/api/reports/beta/" + month,
                "/ui/api/reports?place=beta",
                "/ui/api/fleet?place=beta",
                "/ui/api/devices/" + mesh.id(OTHER).hex(),
                "/ui/api/devices?place=beta")) {
            assertThat(browser.fetched(path)).as(path).startsWith("404 ").doesNotContain(OTHER);
        }
        assertThat(browser.fetched("/ui/api/fleet?place=*")).doesNotStartWith("200");
        String report = body(browser.fetched("/ui/api/reports/acme/" + month));
        assertThat(report)
                .contains("acme Ltd", SITE)
                .doesNotContain(OTHER, "beta", mesh.id(OTHER).hex(), "198.51.100.7", "203.0.113.");
        browser.logout();
    }

    private void theProviderSeesAll(String mssp) throws Exception {
        browser.login(mssp, "olga", PASSWORD);
        browser.go(mssp, "fleet", "Fleet");
        browser.until(
                "both",
                () -> browser.text("main").contains(SITE)
                        && browser.text("main").contains(OTHER));
        browser.shot("node-fleet-1280");
        browser.screen(390);
        assertThat(browser.fits()).isTrue();
        browser.shot("node-fleet-390");
        browser.screen(1280);
        browser.fill("input[name=text]", OTHER);
        browser.press("form.filter", "Show");
        browser.until("one", () -> !browser.text("main").contains(SITE));
        Path request = new ReportRequest(
                        "beta", Period.of(System.currentTimeMillis() * 1_000).toString(), true)
                .write(mesh.home(MSSP));
        JsonNode report = JSON.readTree(answer(request).content());
        // The registry's numbers, and of the mesh what this tenant's node reported.
        assertThat(report.at("/devices/total").asInt()).isEqualTo(1);
        assertThat(report.at("/devices/rows/0/name").asText()).isEqualTo(OTHER);
        assertThat(report.get("happened")).hasSize(2);
        assertThat(report.at("/immunity/shared").asLong())
                .isEqualTo(mesh.logged(OTHER, "signature_sent").size());
        assertThat(report.at("/immunity/told").asLong())
                .isEqualTo(mesh.logged(MSSP, "signature_broadcast").size());
        assertThat(Optional.of(report.toString()))
                .hasValueSatisfying(text ->
                        assertThat(text).doesNotContain(SITE, mesh.id(SITE).hex(), "acme"));
        browser.logout();
    }
}
