package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.report.ReportJson;
import com.hookprobe.node.report.ReportPage;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant's report: its numbers are the registry's and the tallies', and nothing of another tenant's is in it. */
class TenantReportTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId BETA = new TenantId("betamarker");
    private static final String HOSTILE = "<script>alert('acme')</script>";

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;
    private Database database;
    private DeviceRegistry registry;
    private TenantReport maker;
    private Period month;
    private DayTallies today;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        database = Database.sqlite(folder.resolve("registry.db"));
        registry = DeviceRegistry.open(database, RegistryOptions.DEFAULT);
        registry.tenants().add(ACME, HOSTILE, "an operator");
        registry.tenants().add(BETA, "Betamarker Ltd", "an operator");
        registry.tenants().addSite(ACME, new SiteId("north"), "North shop", "an operator");
        registry.tenants().addSite(BETA, new SiteId("south"), "Betamarker site", "an operator");
        enrol("guardian-1", ACME, "north", "acme reason");
        enrol("sentinel-1", ACME, "north", "acme reason");
        enrol("guardian-2", BETA, "south", "betamarker reason");
        registry.suspend(mesh.id("sentinel-1"), "verifier", "its weights do not follow");
        registry.suspend(mesh.id("guardian-2"), "betamarker-person", "betamarker reason");
        month = Period.of(node.loop().wallMicros());
        today = new DayTallies(Period.day(node.loop().wallMicros()));
        maker = new TenantReport(node, registry, mesh.store(), new ConsoleMesh.Standing() {
            @Override
            public OptionalDouble trust(NodeId member) {
                return OptionalDouble.of(0.9);
            }

            @Override
            public String resonance(NodeId member) {
                return "RESONANT";
            }
        });
    }

    private void enrol(String name, TenantId tenant, String site, String reason) throws Exception {
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        registry.enrol(
                mesh.keys(name).enrolmentRequest(kem, new byte[20]), tenant, Optional.of(new SiteId(site)), reason);
        registry.approve(mesh.id(name), reason);
    }

    @AfterEach
    void close() {
        database.close();
        mesh.close();
    }

    private void count(String name, String what, long value) {
        today.count(mesh.id(name).hex(), what, value);
    }

    private ReportData made(String tenant) throws Exception {
        Map<LocalDate, DayTallies> days = Map.of(today.day(), today);
        return maker.make(
                tenant,
                month,
                new ReportRole.Recorded(days, today.day(), node.loop().wallMicros()));
    }

    @Test
    void itsNumbersAreThoseOfTheRegistryAndOfTheTallies() throws Exception {
        count("guardian-1", "seen.BRUTE_FORCE.HIGH", 5);
        count("guardian-1", "shared", 5);
        count("sentinel-1", "seen.BRUTE_FORCE.CRITICAL", 2);
        count("guardian-2", "seen.BRUTE_FORCE.CRITICAL", 1_000);
        count("guardian-1", "up_ms", 45_000);
        count("guardian-1", "expected_ms", 60_000);
        today.count(DayTallies.tenant("acme"), "spared", 3);
        today.count(DayTallies.tenant("betamarker"), "spared", 400);
        today.count(DayTallies.HERE, "told.PROBE.BLOCK", 9);
        ReportData report = made("acme");

        DeviceRegistry own = registry.within(Scope.tenant(ACME));
        Map<DeviceStatus, Long> counts = own.counts();
        counts.forEach(
                (status, count) -> assertThat((long) report.devices().byStatus().get(status.name()))
                        .isEqualTo(count));
        assertThat(report.devices().total()).isEqualTo(own.list().size());
        List<RegistryEntry.Change> changes = own.changesSince(0, DeviceRegistry.LIMIT_MAX).stream()
                .filter(change -> change.device().isPresent())
                .toList();
        assertThat(report.happened().stream().map(ReportData.Happened::action).toList())
                .isEqualTo(changes.stream().map(RegistryEntry.Change::action).toList());
        assertThat(report.seen()).containsExactly(new ReportData.Seen("BRUTE_FORCE", 0, 0, 0, 5, 2));
        assertThat(report.immunity()).isEqualTo(new ReportData.Immunity(3, 0, 9, 5));
        // What needs looking at is first.
        assertThat(report.devices().rows().get(0).name()).isEqualTo("sentinel-1");
        assertThat(report.devices().rows().get(0).breaks()).isEqualTo(1);
        assertThat(report.devices().rows().get(1).here()).isEqualTo(0.75);
        assertThat(report.devices().rows().get(1).site()).isEqualTo("North shop");
        assertThat(report.verdict().sentence()).contains("sentinel-1 is suspended");
    }

    @Test
    void nothingOfAnotherTenantIsInIt() throws Exception {
        count("guardian-2", "seen.EXFILTRATION.CRITICAL", 987_654);
        count("guardian-1", "up_ms", 1);
        today.count(DayTallies.tenant("betamarker"), "met", 876_543);
        ReportData report = made("acme");
        for (String text : List.of(ReportJson.of(report), ReportPage.of(report))) {
            assertThat(text.toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain(
                            "betamarker",
                            "guardian-2",
                            mesh.id("guardian-2").hex().substring(0, 12),
                            "exfiltration",
                            "987654",
                            "987,654",
                            "876543",
                            "876,543");
        }
        assertThat(ReportPage.of(report)).doesNotContain(HOSTILE).contains("&lt;script&gt;alert(&#39;acme&#39;)");
        assertThat(ReportJson.of(made("betamarker")))
                .contains("guardian-2", "987654")
                .doesNotContain("guardian-1");
    }

    @Test
    void aTenantThatThereIsNotIsToldWithAdvice() {
        assertThatThrownBy(() -> made("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no tenant nobody; 'tenant list'");
        assertThatThrownBy(() -> made("../etc")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEarlierMonthHasNothingOfThisOne() throws Exception {
        month = month.before();
        ReportData report = maker.make(
                "acme",
                month,
                new ReportRole.Recorded(Map.of(), null, node.loop().wallMicros()));
        assertThat(report.happened()).isEmpty();
        assertThat(report.finished()).isTrue();
        assertThat(report.verdict().state()).isEqualTo(ReportData.Verdict.State.UNKNOWN);
    }
}
